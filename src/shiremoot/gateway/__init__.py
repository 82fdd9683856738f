"""The information sharing gateway: who shares what with whom, and the agreements that say so."""

"""Who shares what with whom, as a picture and its table."""

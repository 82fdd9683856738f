"""The multi-agency portal: find the right person, see who is involved, know why it may be seen."""

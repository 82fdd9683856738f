"""Lists of homes to visit for fire safety: made for an area, printed, gone after 90 days."""

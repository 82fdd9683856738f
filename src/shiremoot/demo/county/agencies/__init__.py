"""The eight extracts, one module for each agency's system."""

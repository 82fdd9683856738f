"""Wing 2: from agencies' files to linked people that may be read."""

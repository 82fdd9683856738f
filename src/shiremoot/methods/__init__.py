"""Whether something changed, and by how much; which sites to choose: values in, what may be said of them out.

Pure.

Values are protected aggregates: a count or rate that may not be shown is a gap here, never nought.
"""

"""Charts and maps as coordinates: values in, what a template draws out. Pure.

Each is drawn in two sizes, in pixels that a screen shows as they are; `site/pictures.jinja` draws it. Whoever
shows one prints the table of the same values beside it.
"""

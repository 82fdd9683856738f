"""`shiremoot demo`: a fictional county to try Shiremoot with."""

from shiremoot.cli.lazy import LazyGroup

demo = LazyGroup(
    name="demo",
    help="A fictional county to try Shiremoot with.",
    commands_in={
        "county": ("shiremoot.cli.county:county", "Make the extracts of a fictional county's agencies."),
        "up": ("shiremoot.cli.demo_up:up", "Build, load, link and publish the county, then serve it."),
    },
)

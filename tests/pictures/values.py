"""Values to draw, and what every picture must keep to."""

from hypothesis import strategies as st

from shiremoot.pictures.values import SIZES, Size, Text, Value

HIDDEN = Value(None, "hidden")
numbers = st.integers(0, 5_000_000) | st.floats(0, 1e6, allow_nan=False)
shown = numbers.map(lambda number: Value(number, f"{number:,.1f}"))
values = shown | st.just(HIDDEN) | st.just(Value(None, "fewer than 10"))
names = st.text("abcdefghij XYZ-'", min_size=1, max_size=60)


def size_of(kind: str) -> Size:
    return next(size for size in SIZES if size.kind == kind)


def begins_inside(text: Text, picture) -> bool:
    """Words that begin at their spot end within the picture, even in the widest font."""
    size = size_of(picture.kind)
    return text.x >= 0 and text.x + size.length(text.words) <= picture.width and 0 < text.y <= picture.height

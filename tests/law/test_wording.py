import pytest

from shiremoot.law.wording import in_sentence, with_article


@pytest.mark.parametrize(
    ("label", "inside", "article"),
    [
        ("Public task", "public task", "a public task"),
        ("Academy trust", "academy trust", "an academy trust"),
        ("NHS trust", "NHS trust", "an NHS trust"),
        ("University", "university", "a university"),
        ("PCSC duty", "PCSC duty", "a PCSC duty"),
    ],
)
def test_a_label_inside_a_sentence_keeps_its_acronym_and_takes_its_article(label, inside, article):
    assert in_sentence(label) == inside
    assert with_article(label) == article

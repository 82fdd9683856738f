"""Sources as a publish has them, for questions that are put to invented rows."""

from shiremoot.people.analysed import Source
from shiremoot.people.catalogue import PublishedField


def source_of(name: str, service: str, entity: str, *meanings: str) -> Source:
    dataset, table = name.split(".")
    fields = tuple(
        PublishedField(
            dataset=dataset,
            table_name=table,
            field_id=f"{table}.{meaning}",
            entity=entity,
            table_label=table,
            meaning=meaning,
            label=meaning,
            category=entity,
            provider=dataset,
            service=service,
            type="string",
            search=None,
            show_when=None,
        )
        for meaning in meanings
    )
    return Source(name, dataset, service, table, fields)

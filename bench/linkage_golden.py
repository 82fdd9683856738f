"""GoldenMatch on the sets of the bench, as it sets itself up."""

import goldenmatch
import pyarrow as pa

from linkage_peer import Found


def found(records: pa.Table) -> Found:
    """By its probabilistic model, configured by itself from the records without their ids."""
    fields = records.drop_columns(["record_id"])
    plain = [one.cast(pa.string()) for one in fields.columns]
    table = pa.table(dict(zip(fields.column_names, plain, strict=True)))
    config = goldenmatch.auto_configure_probabilistic_df(table)
    result = goldenmatch.dedupe_df(table, config=config)
    ids = records["record_id"].combine_chunks()
    labels = dict.fromkeys(range(len(ids)), 0)
    for number, group in result.clusters.items():
        labels |= dict.fromkeys(group["members"], number)
    left, right, chances = zip(*result.scored_pairs, strict=True) if result.scored_pairs else ((), (), ())
    return Found(
        pa.table(
            {
                "record_l": ids.take(pa.array(left, pa.int64())),
                "record_r": ids.take(pa.array(right, pa.int64())),
                "probability": pa.array(chances, pa.float64()),
            }
        ),
        pa.table({"record_id": ids, "cluster": pa.array([labels[at] for at in range(len(ids))])}),
    )

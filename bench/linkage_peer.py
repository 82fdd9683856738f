"""Splink 5 on the sets of the bench, as its own tutorials set it up."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from tests.matching import splink_peer

import linkage_sets
from linkage_sets import usual_model

SURE = 0.95
_SEED = 1


@dataclass(frozen=True)
class Found:
    """`pairs`: record_l, record_r, probability, of at least one half; `clusters`: record_id, cluster."""

    pairs: pa.Table
    clusters: pa.Table


def county(file: Path) -> Found:
    """The usual model over columns that are prepared already; u from ten million pairs, three sessions."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE VIEW prepared AS FROM '{file}'")
        linker = splink_peer.linker_of(connection, usual_model())
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [block_on("nhs_number"), block_on("first", "last", "born")], recall=0.8
        )
        training.estimate_u_using_random_sampling(max_pairs=10_000_000, seed=_SEED)
        for columns in (("first", "last", "postcode"), ("born", "postcode"), ("first", "born")):
            training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
        return _found(connection, linker, "unique_id")


def historical() -> Found:
    """As in Splink's tutorial on 50,000 historical persons."""
    table = pq.read_table(linkage_sets.HISTORICAL)
    start = "substr(postcode_fake, 1, 3)"
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            library.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_and_surname"
            ),
            library.DateOfBirthComparison("dob", input_is_string=True),
            library.PostcodeComparison("postcode_fake"),
            library.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            library.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on(start, "dob"),
            block_on(start, "first_name"),
            block_on(start, "surname"),
            block_on("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
        ],
    )
    with duckdb.connect(":memory:") as connection:
        connection.register("people", table)
        linker = Linker(
            DuckDBAPI(connection=connection).register("people"), settings, log_level=logging.ERROR
        )
        linker.training.estimate_probability_two_random_records_match(
            [
                block_on("first_name", "surname", "dob"),
                block_on("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"),
                block_on("dob", "postcode_fake"),
            ],
            recall=0.6,
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=5_000_000, seed=_SEED)
        for columns in (("first_name", "surname"), ("dob",)):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
        return _found(connection, linker, "unique_id")


def febrl() -> Found:
    """As in Splink's tutorial on the two files of FEBRL 4."""
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            library.NameComparison("given_name"),
            library.NameComparison("surname"),
            library.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            library.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            library.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            library.DamerauLevenshteinAtThresholds("postcode", [1]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("surname", "given_name"),
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
    )
    with duckdb.connect(":memory:") as connection:
        api = DuckDBAPI(connection=connection)
        tables = []
        for at, table in enumerate(linkage_sets.febrl_tables()):
            connection.register(f"febrl{at}", table)
            tables.append(api.register(f"febrl{at}"))
        linker = Linker(tables, settings, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=5_000_000, seed=_SEED)
        for columns in (("date_of_birth",), ("postcode",)):
            with suppress(ValueError):
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
        return _found(connection, linker, "rec_id")


def _found(connection: duckdb.DuckDBPyConnection, linker: Linker, key: str) -> Found:
    predicted = linker.inference.predict(threshold_match_probability=0.5)
    joined = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=SURE
    )
    pairs = connection.execute(
        f"""SELECT CAST({key}_l AS VARCHAR) AS record_l, CAST({key}_r AS VARCHAR) AS record_r,
            match_probability AS probability FROM {predicted.physical_name}"""
    ).to_arrow_table()
    clusters = connection.execute(
        f"SELECT CAST({key} AS VARCHAR) AS record_id, cluster_id AS cluster FROM {joined.physical_name}"
    ).to_arrow_table()
    return Found(pairs, clusters)

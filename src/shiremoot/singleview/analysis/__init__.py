"""Approved projects ask how many people there are of some kind, and get protected counts."""

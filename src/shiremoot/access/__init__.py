"""The one door to personal data: decide, record, read, note what was served."""

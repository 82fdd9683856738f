"""What each organisation holds: the catalogue of datasets, and the record of processing."""

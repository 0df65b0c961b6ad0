"""The owners of data: one package, one database and one language of events each."""

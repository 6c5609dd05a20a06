"""Lists of windows that somebody has without a book: CSV, Parquet, GeoJSON, or Arrow tables in memory.

`reading` turns a stream into raw tables; `checking` turns raw rows into `listing.Listing`, refusing each row
that is wrong and saying why; `writing` says the found pairs in the format that a file's name asks for.
Pure: streams in, values out.
"""

"""Blobs by content: a file goes in, its digest comes out; nothing here knows what a document is."""

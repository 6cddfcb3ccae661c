"""Census rounds and workbooks."""

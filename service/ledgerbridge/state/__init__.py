"""What the service remembers: the SQL database is the truth, everything else is a doorbell or a cache."""

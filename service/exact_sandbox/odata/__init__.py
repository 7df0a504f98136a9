"""OData as Exact speaks it: filters, query options, shapes on the wire."""

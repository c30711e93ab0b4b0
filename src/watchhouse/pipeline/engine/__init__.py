"""Who does it now: Procrastinate on our database, told what to do in the transaction that says it is wanted."""

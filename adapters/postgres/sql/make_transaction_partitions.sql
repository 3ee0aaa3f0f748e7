select palco.make_transaction_partitions($1)

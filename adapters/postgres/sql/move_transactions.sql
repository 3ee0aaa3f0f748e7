select palco.move_transactions()

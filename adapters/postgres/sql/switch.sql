select palco.switch_read_model($1, $2)

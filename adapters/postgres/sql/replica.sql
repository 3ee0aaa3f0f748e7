select palco.store_tag() as tag

select epoch from palco.store_meta

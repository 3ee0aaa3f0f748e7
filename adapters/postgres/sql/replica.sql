select tag::int as tag from palco.store_meta

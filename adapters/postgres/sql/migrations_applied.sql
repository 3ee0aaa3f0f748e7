select version, success, checksum from palco.migrations order by version


insert into palco.migrations (version, description, success, checksum, execution_time)
values ({version}, '{description}', true, '\x{checksum}', 0);


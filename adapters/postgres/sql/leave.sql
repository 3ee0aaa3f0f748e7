delete from palco.processor_holders where processor = $1 and revision = $2 and holder = $3

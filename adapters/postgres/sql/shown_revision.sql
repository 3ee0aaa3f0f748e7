select m.active from palco.read_models m where m.name = $1

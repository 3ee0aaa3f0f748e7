update palco.checkpoints set holder = null, expires_at = null
 where processor = $1 and revision = $2 and lane = $3 and epoch = $4

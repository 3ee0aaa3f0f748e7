select lane, lanes, epoch, position, mark, share
  from palco.claim($1, $2, $3, $4, $5::double precision * interval '1 millisecond', $6)

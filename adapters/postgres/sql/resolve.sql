select r.place, r.request_hash, (r.record).*
  from palco.resolve($1, $2) r

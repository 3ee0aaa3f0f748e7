-- The writers of the older revisions are fenced: what they would move is gone.
with old as (
    update palco.processors p set ended = true
      from palco.read_models m
     where m.name = $1 and p.name = m.name and p.revision < m.active and not p.ended
), holders as (
    delete from palco.processor_holders h using palco.read_models m
     where m.name = $1 and h.processor = m.name and h.revision < m.active
), letters as (
    delete from palco.dead_letters d using palco.read_models m
     where m.name = $1 and d.processor = m.name and d.revision < m.active
)
delete from palco.checkpoints c using palco.read_models m
 where m.name = $1 and c.processor = m.name and c.revision < m.active

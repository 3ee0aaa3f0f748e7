update palco.read_models
   set building = coalesce(building, active + 1), building_form = coalesce(building_form, form)
 where name = $1
returning building

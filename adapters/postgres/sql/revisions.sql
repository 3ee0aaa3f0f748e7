select active, form, building, building_form from palco.read_model_revisions($1, $2)

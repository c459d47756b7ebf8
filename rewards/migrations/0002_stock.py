"""Stock is the sum of its entries: the database adds them up, and lets none of them be changed or taken away."""

from django.db import migrations

UP = """
CREATE FUNCTION rewards_keep_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- First a row to lock: the bound is looked at with what another is taking out at this moment already gone.
    INSERT INTO rewards_stock (gift_id, store_id, pieces) VALUES (NEW.gift_id, NEW.store_id, 0)
    ON CONFLICT (gift_id, store_id) DO NOTHING;
    UPDATE rewards_stock SET pieces = pieces + NEW.pieces WHERE gift_id = NEW.gift_id AND store_id = NEW.store_id;
    RETURN NULL;
END $$;
CREATE TRIGGER stock_is_kept AFTER INSERT ON rewards_stockentry
    FOR EACH ROW EXECUTE FUNCTION rewards_keep_stock();

CREATE FUNCTION rewards_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the stock are only added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON rewards_stockentry
    FOR EACH ROW EXECUTE FUNCTION rewards_only_added_to();
"""
DOWN = """
DROP TRIGGER stock_is_kept ON rewards_stockentry;
DROP TRIGGER entries_stay ON rewards_stockentry;
DROP FUNCTION rewards_keep_stock(), rewards_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]

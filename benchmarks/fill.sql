-- Customers, orders and contacts of a dealer of any size, as sets. Run by fill.py, statement by statement, with
-- %(customers)s, %(today)s and the temporary tables bench_name, bench_place, bench_job, bench_store, bench_keeper,
-- bench_goods, bench_rule. Row ids are given, so that rows find each other by arithmetic.

-- customers: seven in a hundred are leads, the others bought within eight years, most of them lately
INSERT INTO customers_customer (id, kind, name, salutation, pinyin, community, building, unit, room, birthday, occupation,
                                occupation_code, source, customer_since, created_at, updated_at, store_id, keeper_id)
SELECT d.g, 'consumer', n.name, n.salutation, n.pinyin, p.name, 1 + d.g %% 30, 1 + d.g %% 3, 100 * (1 + d.g %% 28) + 1 + d.g %% 4,
       CASE WHEN d.born < 0.55 THEN to_char(d.birth, '"solar"-MM-DD/YYYY')
            WHEN d.born < 0.72 THEN to_char(d.birth, '"lunar"-MM-') || lpad((1 + d.g %% 29)::text, 2, '0') || '/'
            WHEN d.born < 0.74 THEN 'leap-06-' || lpad((1 + d.g %% 29)::text, 2, '0') || '/' END,
       j.name, j.code, d.source, d.since, d.moment, d.moment, s.id, CASE WHEN d.orphan > 0.005 THEN k.id END
FROM (SELECT g, random() AS name, random() AS place, random() AS job, random() AS store, random() AS keeper,
             random() AS orphan, random() AS born, date '1955-01-28' + 31 * (random() * 500)::int AS birth,
             CASE WHEN random() < 0.25 THEN 'referral' ELSE 'walk_in' END AS source,
             CASE WHEN random() > 0.07 THEN %(today)s::date - 1 - (power(random(), 2) * 2900)::int END AS since,
             %(today)s::timestamp - interval '8 years' + interval '1 minute' * g * (4000000.0 / %(customers)s) AS moment
      FROM generate_series(1, %(customers)s) AS g) AS d
JOIN bench_name n ON n.n = floor(d.name * (SELECT count(*) FROM bench_name))
JOIN bench_place p ON p.n = floor(d.place * (SELECT count(*) FROM bench_place))
JOIN bench_job j ON j.n = floor(d.job * (SELECT count(*) FROM bench_job))
JOIN bench_store s ON s.n = floor(d.store * (SELECT count(*) FROM bench_store))
JOIN bench_keeper k ON k.store_id = s.id
     AND k.n = floor(d.keeper * (SELECT count(*) FROM bench_keeper WHERE store_id = (SELECT min(id) FROM bench_store)));

-- phones: 154 was never given to anybody; multiplied by a prime, no two are alike and every ending occurs
INSERT INTO customers_customerphone (customer_id, position, number)
SELECT g, 0, '154' || lpad((g::bigint * 73856093 %% 99999989)::text, 8, '0') FROM generate_series(1, %(customers)s) AS g
UNION ALL
SELECT g, 1, '154' || lpad(((g + 20000000)::bigint * 73856093 %% 99999989)::text, 8, '0')
FROM generate_series(3, %(customers)s, 6) AS g;

-- search: what customers/tokens.py makes, put together from the tokens of each name and place
INSERT INTO customers_customersearch (customer_id, tokens)
SELECT c.id, ARRAY['@' || c.store_id] || n.tokens || p.tokens || array_agg(t.token)
FROM customers_customer c
JOIN (SELECT DISTINCT ON (name, salutation) name, salutation, tokens FROM bench_name) n USING (name, salutation)
JOIN bench_place p ON p.name = c.community
JOIN customers_customerphone f ON f.customer_id = c.id
CROSS JOIN LATERAL (
    SELECT 'p' || f.number AS token UNION ALL SELECT 'p' || left(f.number, 3)
    UNION ALL SELECT 'p' || substr(f.number, at, 4) FROM generate_series(1, 8) AS at
    UNION ALL SELECT '#' || door FROM (VALUES (c.building), (concat_ws('-', c.building, c.unit)),
        (concat_ws('-', c.building, c.room)), (concat_ws('-', c.unit, c.room))) AS parts (door)
    UNION ALL SELECT concat('#', c.building, '-', c.unit, '-', left(c.room, at)) FROM generate_series(1, length(c.room)) AS at) t
GROUP BY c.id, c.store_id, n.tokens, p.tokens;

-- orders: the first of every old customer, a second of every seventh
INSERT INTO customers_order (id, store_id, customer_id, signed_on, planned_install_on, delivered_on, installed_on,
                             amount, gross_profit, salesperson_id, created_at)
SELECT id, store_id, customer, signed_on, signed_on + 35,
       CASE WHEN signed_on + 34 < %(today)s::date THEN signed_on + 34 END,
       CASE WHEN signed_on + 35 < %(today)s::date THEN signed_on + 35 END,
       amount, amount * 0.35, keeper_id, signed_on
FROM (SELECT c.id, c.store_id, c.id AS customer, c.keeper_id, c.customer_since AS signed_on,
             2000 + (power(random(), 3) * 900)::int * 100 AS amount
      FROM customers_customer c WHERE c.customer_since IS NOT NULL
      UNION ALL
      SELECT %(customers)s + c.id, c.store_id, c.id, c.keeper_id,
             c.customer_since + 1 + (random() * (%(today)s::date - 2 - c.customer_since))::int,
             1000 + (power(random(), 2) * 300)::int * 100
      FROM customers_customer c WHERE c.id %% 7 = 0 AND c.customer_since < %(today)s::date - 200) AS sold;

INSERT INTO customers_orderline (order_id, position, product, category_id, quantity, measure, amount)
SELECT o.id, 0, g.product, g.category, 1, g.measure, o.amount
FROM customers_order o JOIN bench_goods g ON g.n = o.id %% (SELECT count(*) FROM bench_goods);

-- contacts of the past, each with its reason: the last two birthdays of each old customer
INSERT INTO bench_past
SELECT nextval('campaigns_touchpoint_id_seq') AS reason, nextval('campaigns_contact_id_seq') AS contact,
       c.store_id, c.id AS customer_id, r.id AS rule_id, c.keeper_id, 'bench-' || back AS occurrence, day, r.way, r.doer,
       CASE WHEN (c.id + back) %% 3 = 0 THEN 'done' ELSE 'expired' END AS state, day + interval '10 hours' AS closed_at
FROM customers_customer c JOIN bench_rule r USING (store_id)
CROSS JOIN generate_series(1, 2) AS back
CROSS JOIN LATERAL (SELECT %(today)s::date - back * 365 + (c.id %% 300)::int AS day) AS d
WHERE c.customer_since < day AND day < %(today)s::date - 2;

-- and fifty of the customer everybody talks to
INSERT INTO bench_past
SELECT nextval('campaigns_touchpoint_id_seq'), nextval('campaigns_contact_id_seq'), c.store_id, c.id, r.id, c.keeper_id,
       'long-' || g, %(today)s::date - 2 - g, r.way, r.doer, 'done', %(today)s::date - g
FROM (SELECT * FROM customers_customer WHERE customer_since < %(today)s::date - 400 AND keeper_id IS NOT NULL ORDER BY id LIMIT 1) c
JOIN bench_rule r USING (store_id), generate_series(1, 50) AS g;

INSERT INTO campaigns_contact (id, leading_id, store_id, customer_id, household, assignee_id, wanted_on, earliest, "on",
                               expires_on, way, doer, priority, counts, state, is_fixed, closed_at, closed_why)
SELECT contact, reason, store_id, customer_id, customer_id, keeper_id, day, day, day, day + 1, way, doer, 60, true, state,
       false, closed_at, '' FROM bench_past;

INSERT INTO campaigns_touchpoint (id, contact_id, store_id, customer_id, household, rule_id, occurrence, person,
                                  occasion_on, wanted_on, earliest, latest, priority, nature, state, why)
SELECT reason, contact, store_id, customer_id, customer_id, rule_id, occurrence, '', day, day, day, day + 1, 60, 'greeting',
       state, '' FROM bench_past;

-- revisits: up to three after each first order
INSERT INTO campaigns_revisit (store_id, customer_id, by_id, by_name, at, received_at, way, outcome, mood, note)
SELECT c.store_id, c.id, c.keeper_id, '小刘', moment, moment, 'call', 'reached', 'content', '一切正常，约好换季再来看看。'
FROM customers_customer c CROSS JOIN generate_series(1, 3) AS time
CROSS JOIN LATERAL (
    SELECT c.customer_since + time * 60 + (c.id %% 50)::int + interval '6 hours' + interval '1 minute' * (c.id %% 200)
           AS moment) AS m
WHERE moment < %(today)s::date;

-- referrals: every fourth customer was sent by somebody of the same store who had bought some time before
INSERT INTO referrals_referral (store_id, recorded_in_id, referrer_id, referee_id, name, phone, relation, need, state, order_id,
                                recorded_by_id, recorded_at, signed_on)
SELECT store_id, store_id, referrer, id, name, '154' || lpad((id::bigint * 73856093 %% 99999989)::text, 8, '0'), 'friend',
       '三室新房，要做全屋衣柜', 'signed', id, keeper_id, customer_since - 15 + interval '6 hours', customer_since
FROM (SELECT id, store_id, name, keeper_id, source, customer_since, lag(id, 60) OVER line AS referrer,
             lag(customer_since, 60) OVER line AS since
      FROM customers_customer WHERE customer_since IS NOT NULL
      WINDOW line AS (PARTITION BY store_id ORDER BY customer_since, id)) AS c
WHERE source = 'referral' AND since < customer_since - 15
UNION ALL
SELECT store_id, store_id, id, NULL, '王先生', '154' || lpad(((id + 40000000)::bigint * 73856093 %% 99999989)::text, 8, '0'), 'neighbour',
       '', CASE WHEN id %% 5 = 0 AND customer_since > %(today)s::date - 100 THEN 'contacted' ELSE 'lost' END, NULL, keeper_id,
       customer_since + (random() * (%(today)s::date - customer_since))::int + interval '2 hours', NULL
FROM customers_customer WHERE customer_since < %(today)s::date - 1 AND id %% 9 = 0;

-- activities: the timeline of all that
INSERT INTO customers_activity (kind, customer_id, store_id, by_id, by_name, at, subject_id, data, imported, answered_at)
SELECT 'customers.customer_added', id, store_id, keeper_id, '小刘', created_at, id, '{}'::jsonb, true, created_at
FROM customers_customer
UNION ALL
SELECT kind, customer_id, store_id, salesperson_id, '小刘', day + interval '7 hours', id,
       jsonb_build_object('on', day::text, 'amount', amount::text), true, day
FROM customers_order CROSS JOIN LATERAL (VALUES ('customers.order_signed', signed_on),
     ('customers.order_delivered', delivered_on), ('customers.order_installed', installed_on)) AS v (kind, day)
WHERE day IS NOT NULL
UNION ALL
SELECT 'campaigns.revisit_logged', customer_id, store_id, by_id, by_name, at, id,
       jsonb_build_object('way', way, 'outcome', outcome, 'note', note), true, at
FROM campaigns_revisit
UNION ALL
SELECT 'referrals.referral_recorded', referrer_id, store_id, recorded_by_id, '小刘', recorded_at, id,
       jsonb_build_object('name', name, 'relation', relation, 'need', need), true, recorded_at
FROM referrals_referral;

-- the customer everybody talks to, for the page with a long history: 200 activities, 50 touchpoints, 20 referrals
INSERT INTO customers_activity (kind, customer_id, store_id, by_id, by_name, at, data, imported, answered_at)
SELECT 'campaigns.revisit_logged', c.id, c.store_id, c.keeper_id, '小刘', c.created_at + interval '1 day' * g,
       '{"way": "call", "outcome": "reached", "note": "又聊了一次。"}', true, c.created_at
FROM (SELECT * FROM customers_customer WHERE customer_since < %(today)s::date - 400 AND keeper_id IS NOT NULL ORDER BY id LIMIT 1) c,
     generate_series(1, 200) AS g;

INSERT INTO referrals_referral (store_id, recorded_in_id, referrer_id, name, phone, relation, need, state, recorded_by_id, recorded_at)
SELECT c.store_id, c.store_id, c.id, '赵女士', '154' || lpad(((g + 60000000)::bigint * 73856093 %% 99999989)::text, 8, '0'), 'friend', '换门',
       'lost', c.keeper_id, c.customer_since + g * 10 + interval '3 hours'
FROM (SELECT * FROM customers_customer WHERE customer_since < %(today)s::date - 400 AND keeper_id IS NOT NULL ORDER BY id LIMIT 1) c,
     generate_series(1, 20) AS g;

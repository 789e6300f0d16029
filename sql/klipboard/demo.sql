-- Demo data: four small trades as Klipboard would hold them, with the dirt of real life.
--
-- 1 Calder Valley Plumbing & Heating   GB  40 clients, 60 invoices  every kind of dirt
-- 2 Wattle Street Electrical           AU  15 clients, 25 invoices  a little dirt
-- 3 Kōwhai Joinery                     NZ   6 clients,  8 invoices  clean
-- 4 Cedar Ridge Plumbing               US   6 clients,  8 invoices  what is peculiar to QuickBooks; all at the end
--
-- Needs schema.sql. May be run again: a row that is there already stays as it is. Deterministic: only updated_at is the
-- time of the load. All people, firms, addresses and numbers are invented; telephone numbers are from ranges that are
-- reserved for that where the country has one.
--
-- Dirty rows stand apart from the clean ones; the comment beside each says which rule it meets. Ids: company * 1000 + n,
-- lines: id of the document * 10 + position. The longest part is the literal rows: they are meant to be read.

INSERT INTO klipboard.companies (id, name, country, base_currency, timezone, created_at) VALUES
(1, 'Calder Valley Plumbing & Heating', 'GB', 'GBP', 'Europe/London', '2025-04-07 08:30:00+00'),
(2, 'Wattle Street Electrical', 'AU', 'AUD', 'Australia/Sydney', '2025-05-12 22:10:00+00'),
(3, 'Kōwhai Joinery', 'NZ', 'NZD', 'Pacific/Auckland', '2025-06-02 20:45:00+00'),
(4, 'Cedar Ridge Plumbing', 'US', 'USD', 'America/Denver', '2025-07-14 15:20:00+00')
ON CONFLICT DO NOTHING;

-- Clean clients. Phones and mobiles are made from the number, so that none collides; every ninth has no mobile.
INSERT INTO klipboard.clients (
    id, company_id, name, account_number, contact_first_name, contact_last_name, email, phone, mobile, address_line1,
    city, postcode, country, payment_terms, archived, created_at
)
SELECT
    company_id * 1000 + n, company_id, name, 'C' || lpad(CAST(n AS text), 4, '0'), first, last, email,
    CASE company_id WHEN 1 THEN '0113 496 0' WHEN 2 THEN '(02) 5550 0' ELSE '09 555 0' END
    || lpad(CAST(n AS text), 3, '0'),
    CASE WHEN n % 9 > 0 THEN
        CASE company_id WHEN 1 THEN '07700 900' WHEN 2 THEN '0491 570 ' ELSE '021 555 0' END
        || lpad(CAST(n AS text), 3, '0')
    END,
    street, city, postcode,
    CASE company_id WHEN 1 THEN 'United Kingdom' WHEN 2 THEN 'Australia' ELSE 'New Zealand' END,
    terms, archived, TIMESTAMPTZ '2026-01-12 09:00:00+00' + n * INTERVAL '1 hour'
FROM (
    VALUES
    (1, 1, 'Brightwater Lettings Ltd', 'Helen', 'Marsh', 'helen@brightwater.example', '12 Canal Wharf', 'Leeds', 'LS11 5PS', '30 days', false),
    (1, 2, 'Thackray Bakery', 'Joe', 'Thackray', 'joe@thackray.example', '3 Market Place', 'Otley', 'LS21 3AQ', '14 days', false),
    (1, 3, 'Roundhay Dental Practice', 'Priya', 'Nair', 'reception@roundhaydental.example', '218 Street Lane', 'Leeds', 'LS8 2AA', 'Net 30', false),
    (1, 4, 'Mrs Sheila O''Connor', 'Sheila', 'O''Connor', NULL, '41 Grange Crescent', 'Leeds', 'LS7 4ET', 'Due on receipt', false),
    (1, 5, 'Café Élan', 'Zoë', 'Faure', 'bonjour@cafeelan.example', '9 Albion Street', 'Leeds', 'LS1 6HX', '7 days', false),
    (1, 6, 'Smith & Sons (Builders) Ltd', 'Gavin', 'Smith', 'accounts@smithandsons.example', 'Unit 4, Foundry Court', 'Bradford', 'BD1 5DS', '30 days net', false),
    (1, 7, 'St Wilfrid''s C of E Primary School', 'Ruth', 'Addy', 'office@stwilfrids.example', 'Church Row', 'Pudsey', 'LS28 7TR', '30 days end of month', false),
    (1, 8, 'Harlow  House Hotel', 'Nadia', 'Rahman', 'manager@harlowhouse.example', '77 Cold Bath Road', 'Harrogate', 'HG2 0NU', '30 days', false), -- double space: squeezed when sent
    (1, 9, 'Müller Precision Tools', 'Jürgen', 'Müller', 'j.mueller@mullertools.example', '5 Aire Valley Park', 'Leeds', 'LS10 1DU', '60 days', false),
    (1, 10, 'Wharfedale Veterinary Clinic', 'Tom', 'Sykes', 'tom@wharfedalevets.example', '2 Ilkley Road', 'Otley', 'LS21 2AF', '14 days', false),
    (1, 11, 'Mr Ahmed Farooqi', 'Ahmed', 'Farooqi', 'a.farooqi@mail.example', '16 Oakwood Drive', 'Leeds', 'LS8 2PD', 'Cash on delivery', false),
    (1, 12, 'Kirkstall Abbey Court RMC', 'Diane', 'Lister', 'diane@kacourt.example', '1 Abbey Road', 'Leeds', 'LS5 3EH', '30 days', false),
    (1, 13, 'Pennine Property Management', 'Owen', 'Greaves', 'repairs@penninepm.example', '30 Park Square', 'Leeds', 'LS1 2PF', 'End of month', false),
    (1, 14, 'Mr & Mrs Dobson', 'Carol', 'Dobson', 'carol.dobson@mail.example', '8 The Paddock', 'Wetherby', 'LS22 6ZB', 'Due on receipt', false),
    (1, 15, 'Aireborough Rugby Club', 'Dev', 'Patel', 'treasurer@aireboroughrufc.example', 'Nunroyd Park', 'Guiseley', 'LS20 8JD', '30 days', false),
    (1, 16, 'D''Angelo''s Ristorante', 'Marco', 'D''Angelo', 'marco@dangelos.example', '55 Call Lane', 'Leeds', 'LS1 7BT', '7 days', false),
    (1, 17, 'Hyde Park Student Homes', 'Grace', 'Okafor', 'grace@hydeparkhomes.example', '104 Brudenell Road', 'Leeds', 'LS6 1LS', '14 days', false),
    (1, 18, 'Ms Jane Littlewood', 'Jane', 'Littlewood', 'jane.l@mail.example', '3 Weaver''s Cottages', 'Haworth', 'BD22 8QJ', 'COD', false),
    (1, 19, 'Northern Ballet Rehearsal Rooms', 'Piotr', 'Wiśniewski', 'facilities@nbrr.example', '2 Quarry Hill', 'Leeds', 'LS2 7PA', '30 days', false),
    (1, 20, 'Beeston Community Centre', 'Sandra', 'Hirst', 'sandra@beestoncc.example', 'Town Street', 'Leeds', 'LS11 8PN', '30 days', false),
    (1, 21, 'Yorkshire Terracotta Works', 'Ian', 'Boothroyd', 'ian@terracotta.example', 'Kiln Lane', 'Halifax', 'HX1 5SP', '20th of following month', false),
    (1, 22, 'Mr Lloyd Prentice', 'Lloyd', 'Prentice', 'lloyd.prentice@mail.example', '29 Moor Allerton Way', 'Leeds', 'LS17 6DJ', 'Due on receipt', false),
    (1, 23, 'The Fleece Inn', 'Bev', 'Hartley', 'bev@thefleece.example', '92 Westgate', 'Otley', 'LS21 3AT', '14 days', false),
    (1, 24, 'Ilkley Moor Cottages', 'Fiona', 'Reid', 'stay@ilkleycottages.example', '6 Wells Road', 'Ilkley', 'LS29 9JB', '30 days', false),
    (1, 25, 'Señorita Tapas Bar', 'Inés', 'Ortega', 'ines@senorita.example', '14 Kirkgate', 'Wakefield', 'WF1 1SP', '7 days', false),
    (1, 26, 'Bramley Baths Trust', 'Alan', 'Womersley', 'alan@bramleybaths.example', 'Broad Lane', 'Leeds', 'LS13 3DF', 'Net 30', false),
    (1, 27, 'Mrs Winifred Cole', 'Winifred', 'Cole', NULL, '5 Almshouse Row', 'Knaresborough', 'HG5 9AL', NULL, false),
    (1, 28, 'Calverley Golf Club', 'Hugh', 'Stansfield', 'secretary@calverleygc.example', 'Woodhall Lane', 'Pudsey', 'LS28 5QY', '30 days', false),
    (1, 29, 'Headingley Physio', 'Laura', 'Kent', 'laura@headingleyphysio.example', '7 Otley Road', 'Leeds', 'LS6 3AA', '14 days', false),
    (1, 30, 'Temple Newsam Nurseries', 'Rob', 'Ackroyd', 'rob@tnnurseries.example', 'Colton Road', 'Leeds', 'LS15 0AE', '21 days', false),
    (1, 31, 'Mr Kwame Boateng', 'Kwame', 'Boateng', 'kwame.b@mail.example', '18 Potternewton Lane', 'Leeds', 'LS7 3LW', 'Due on receipt', false),
    (1, 32, 'Old Mill Restoration Ltd', 'Peter', 'Farrar', 'peter@oldmill.example', 'The Old Mill', 'Bingley', 'BD16 2RD', '30 days', true),
    (1, 33, 'Miss Elsie Tate', 'Elsie', 'Tate', NULL, '11 Chapel Fold', 'Leeds', 'LS12 3QJ', NULL, true),
    (2, 1, 'Banksia Café', 'Mia', 'Rossi', 'mia@banksiacafe.example', '22 Darby Street', 'Newcastle', '2300', '14 days', false),
    (2, 2, 'Hunter Valley Strata', 'Glen', 'Whitaker', 'works@hvstrata.example', '5 King Street', 'Newcastle', '2300', '30 days', false),
    (2, 3, 'O''Reilly''s Surf & Skate', 'Finn', 'O''Reilly', 'finn@oreillys.example', '18 Beach Parade', 'Merewether', '2291', '7 days', false),
    (2, 4, 'Dr Linh Nguyễn', 'Linh', 'Nguyễn', 'rooms@drnguyen.example', '101 Lambton Road', 'Broadmeadow', '2292', '30 days', false),
    (2, 5, 'Carrington Primary P&C', 'Sue', 'Hartigan', 'pandc@carringtonps.example', '88 Young Street', 'Carrington', '2294', '30 days', false),
    (2, 6, 'Mr Barry Kowalski', 'Barry', 'Kowalski', NULL, '6 Jacaranda Close', 'Charlestown', '2290', 'COD', false),
    (2, 7, 'Stockton Ferry Kiosk', 'Toula', 'Pappas', 'toula@ferrykiosk.example', 'Ferry Wharf', 'Stockton', '2295', '7 days', false),
    (2, 8, 'Lake Macquarie Yacht Club', 'Neil', 'Brandt', 'ops@lmyc.example', '1 Ada Street', 'Belmont', '2280', '20th of following month', false),
    (2, 9, 'Ms Renee Tran', 'Renee', 'Tran', 'renee.tran@mail.example', '14 Wattle Street', 'Adamstown', '2289', 'Due on receipt', false),
    (2, 10, 'Ironbark Brewing Co', 'Jack', 'Mulligan', 'jack@ironbark.example', '40 Hannell Street', 'Wickham', '2293', '30 days', false),
    (2, 11, 'Coalface Gym', 'Tahlia', 'Byrne', 'tahlia@coalface.example', '3 Steel Street', 'Newcastle West', '2302', '14 days', false),
    (2, 12, 'Wallsend Vet & Pet', 'Amrit', 'Singh', 'desk@wallsendvet.example', '67 Nelson Street', 'Wallsend', '2287', '30 days', false),
    (2, 13, 'Mrs Dot Pearson', 'Dot', 'Pearson', NULL, '9 Fig Tree Lane', 'Hamilton', '2303', NULL, false),
    (2, 14, 'Closed Door Security', 'Vince', 'Moretti', 'vince@closeddoor.example', '2 Tudor Street', 'Hamilton', '2303', '30 days', true),
    (3, 1, 'Rangi''s Kitchens', 'Rangi', 'Parata', 'rangi@rangiskitchens.example', '8 Ponsonby Road', 'Auckland', '1011', '20th of following month', false),
    (3, 2, 'Māia & Co Architects', 'Māia', 'Ngata', 'studio@maia.example', '120 Karangahape Road', 'Auckland', '1010', '20th of following month', false),
    (3, 3, 'Waihī Beach Bach Rentals', 'Craig', 'Sutton', 'craig@waihibaches.example', '31 Wilson Road', 'Waihī Beach', '3611', '14 days', false),
    (3, 4, 'Mr Stuart McKenzie', 'Stuart', 'McKenzie', 'stu.mckenzie@mail.example', '5 Rata Street', 'New Lynn', '0600', 'Due on receipt', false),
    (3, 5, 'Grey Lynn Playcentre', 'Hine', 'Tūhoe', 'admin@glplaycentre.example', '14 Surrey Crescent', 'Auckland', '1021', '30 days', false),
    (3, 6, 'Piha Surf Cafe', 'Jess', 'Lowe', 'jess@pihasurf.example', '20 Seaview Road', 'Piha', '0772', '7 days', false)
) AS clean (company_id, n, name, first, last, email, street, city, postcode, terms, archived)
ON CONFLICT DO NOTHING;

-- Dirty clients.
INSERT INTO klipboard.clients (
    id, company_id, name, account_number, contact_first_name, contact_last_name, email, phone, mobile, address_line1,
    city, postcode, country, payment_terms, created_at
) VALUES
-- X-08, Q-07: the name of client 1001 in other case, with a double space
(1034, 1, 'BRIGHTWATER  lettings ltd', 'C0034', 'Kim', 'Marsh', 'kim@bwl.example', '0113 496 0034', '07700 900034', '14 Canal Wharf', 'Leeds', 'LS11 5PT', 'United Kingdom', '30 days', '2026-03-02 10:00:00+00'),
-- X-08: the phone of client 1002, typed otherwise
(1035, 1, 'Thackray Catering', 'C0035', 'Ellen', 'Thackray', 'ellen@thackraycatering.example', '(0113) 4960002', '07700 900035', '3a Market Place', 'Otley', 'LS21 3AQ', 'United Kingdom', '14 days', '2026-03-02 11:00:00+00'),
-- X-08: the e-mail of client 1003 in capitals
(1036, 1, 'Nair Orthodontics', 'C0036', 'Anil', 'Nair', 'RECEPTION@RoundhayDental.example', '0113 496 0036', '07700 900036', '220 Street Lane', 'Leeds', 'LS8 2AA', 'United Kingdom', '30 days', '2026-03-02 12:00:00+00'),
-- Q-08, X-08: is supplier 1008 too
(1037, 1, 'Hallam Pipe & Fittings', 'C0037', 'Mick', 'Hallam', 'mick@hallampipe.example', '0113 496 0037', '07700 900037', '19 Dock Street', 'Leeds', 'LS10 1JF', 'United Kingdom', '30 days', '2026-03-02 13:00:00+00'),
-- impossible: a name of 500 characters, longer than Xero takes (255)
(1038, 1, rpad('The Trustees for the Time Being of ', 500, 'the Upper Calder Valley Reading Room and '), 'C0038', 'Basil', 'Crossley', 'basil@readingroom.example', '0113 496 0038', '07700 900038', 'Reading Room Yard', 'Hebden Bridge', 'HX7 6AA', 'United Kingdom', '30 days', '2026-03-02 14:00:00+00'),
-- an e-mail address that no ledger takes
(1039, 1, 'Mr Bob Ramsden', 'C0039', 'Bob', 'Ramsden', 'bob at mail', '0113 496 0039', '07700 900039', '2 Lane Ends', 'Leeds', 'LS12 4HN', 'United Kingdom', '7 days', '2026-03-02 15:00:00+00'),
-- C-12: payment terms without a mapping row
(1040, 1, 'Crown Point Developments', 'C0040', 'Tina', 'Vale', 'tina@crownpoint.example', '0113 496 0040', '07700 900040', '1 Crown Point Road', 'Leeds', 'LS10 1EY', 'United Kingdom', 'When the sale completes', '2026-03-02 16:00:00+00'),
-- X-08: the mobile of client 2001, typed otherwise
(2015, 2, 'Rossi Imports', 'C0015', 'Luca', 'Rossi', 'luca@rossiimports.example', '(02) 5550 0015', '0491570001', '24 Darby Street', 'Newcastle', '2300', 'Australia', '14 days', '2026-03-03 02:00:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.client_locations (
    id, company_id, client_id, name, account_number, contact_first_name, contact_last_name, email, phone, address_line1,
    city, postcode, country, archived, created_at
)
SELECT
    company_id * 1000 + n, company_id, company_id * 1000 + client, name, 'L' || lpad(CAST(n AS text), 4, '0'), first, last,
    email,
    CASE company_id WHEN 1 THEN '0113 496 0' WHEN 2 THEN '(02) 5550 0' ELSE '09 555 0' END || 100 + n,
    street, city, postcode,
    CASE company_id WHEN 1 THEN 'United Kingdom' WHEN 2 THEN 'Australia' ELSE 'New Zealand' END,
    archived, TIMESTAMPTZ '2026-01-19 09:00:00+00' + n * INTERVAL '1 hour'
FROM (
    VALUES
    (1, 1, 1, 'Flat 2, Granary Wharf', 'Sam', 'Oyelaran', NULL, '2 Granary Wharf', 'Leeds', 'LS1 4GL', false),
    (1, 2, 1, 'Flat 9, Granary Wharf', 'Lucy', 'Chan', 'lucy.chan@mail.example', '9 Granary Wharf', 'Leeds', 'LS1 4GL', false),
    (1, 3, 3, 'Chapel Allerton Surgery', 'Meera', 'Shah', 'ca@roundhaydental.example', '60 Harrogate Road', 'Leeds', 'LS7 4LA', false),
    (1, 4, 7, 'Nursery Block', 'Beth', 'Addy', 'nursery@stwilfrids.example', 'Church Row, rear entrance', 'Pudsey', 'LS28 7TR', false),
    (1, 5, 8, 'Staff Annexe', 'Yusuf', 'Rahman', NULL, '79 Cold Bath Road', 'Harrogate', 'HG2 0NU', false),
    (1, 6, 12, 'Block A Plant Room', 'Keith', 'Lister', NULL, '1a Abbey Road', 'Leeds', 'LS5 3EH', false),
    (1, 7, 12, 'Block B Plant Room', 'Ade', 'Bello', 'ade@kacourt.example', '1b Abbey Road', 'Leeds', 'LS5 3EH', false),
    (1, 8, 13, '30 Park Square', 'Nina', 'Greaves', 'nina@penninepm.example', '30 Park Square', 'Leeds', 'LS1 2PF', false),
    (1, 9, 17, '106 Brudenell Road', 'Josh', 'Lamb', NULL, '106 Brudenell Road', 'Leeds', 'LS6 1LS', false),
    (1, 10, 24, 'Curlew Cottage', 'Moira', 'Reid', NULL, '4 Panorama Drive', 'Ilkley', 'LS29 9RA', false),
    (1, 11, 24, 'Lapwing Cottage', 'Angus', 'Reid', NULL, '6 Panorama Drive', 'Ilkley', 'LS29 9RA', true),
    (1, 12, 24, 'The Fleece Inn', 'Una', 'Reid', NULL, '92 Westgate', 'Otley', 'LS21 3AT', false), -- Q-07: the name of client 1023
    (2, 1, 2, '12 Scott Street', 'Priscilla', 'Ong', 'ong12@mail.example', '12 Scott Street', 'Newcastle', '2300', false),
    (2, 2, 2, '77 Hunter Street', 'Warren', 'Dale', NULL, '77 Hunter Street', 'Newcastle', '2300', false),
    (2, 3, 8, 'Marina Arm B', 'Kerrie', 'Brandt', 'marina@lmyc.example', '1 Ada Street, Arm B', 'Belmont', '2280', false),
    (2, 4, 10, 'Taproom', 'Zane', 'Mulligan', 'taproom@ironbark.example', '42 Hannell Street', 'Wickham', '2293', false),
    (3, 1, 3, 'Pōhutukawa Bach', 'Lynn', 'Sutton', NULL, '2 The Esplanade', 'Waihī Beach', '3611', false)
) AS site (company_id, n, client, name, first, last, email, street, city, postcode, archived)
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.suppliers (
    id, company_id, name, account_number, contact_first_name, contact_last_name, email, phone, mobile, address_line1,
    city, postcode, country, tax_number, payment_terms, archived, created_at
)
SELECT
    company_id * 1000 + n, company_id, name, 'S' || lpad(CAST(n AS text), 4, '0'), first, last, email,
    CASE company_id WHEN 1 THEN '0113 496 0' WHEN 2 THEN '(02) 5550 0' ELSE '09 555 0' END || 200 + n,
    mobile, street, city, postcode,
    CASE company_id WHEN 1 THEN 'United Kingdom' WHEN 2 THEN 'Australia' ELSE 'New Zealand' END,
    tax_number, terms, archived, TIMESTAMPTZ '2026-01-26 09:00:00+00' + n * INTERVAL '1 hour'
FROM (
    VALUES
    (1, 1, 'Aire Plumb Centre', 'Gary', 'Noble', 'sales@aireplumb.example', NULL, '4 Whitehall Road', 'Leeds', 'LS12 1BE', 'GB999000101', '30 days end of month', false),
    (1, 2, 'Boiler Spares Direct', 'Jo', 'Pickles', 'orders@boilerspares.example', NULL, '11 Canal Road', 'Bradford', 'BD1 4SJ', 'GB999000102', '30 days', false),
    (1, 3, 'Copper & Tube Ltd', 'Stan', 'Wood', 'desk@copperandtube.example', '07700 900203', 'Unit 9, Albion Park', 'Leeds', 'LS12 2EJ', NULL, 'Net 30', false),
    (1, 4, 'Dixon''s Tool Hire', 'Carl', 'Dixon', 'hire@dixons.example', '07700 900204', '2 Armley Road', 'Leeds', 'LS12 2LH', NULL, '14 days', false),
    (1, 5, 'Étanche Seals UK', 'Aurélie', 'Petit', 'uk@etanche.example', NULL, '8 Gelderd Road', 'Leeds', 'LS12 6DG', 'GB999000105', '60 days', false),
    (1, 6, 'Pudsey Print Works', 'Mo', 'Aslam', 'print@pudseyprint.example', '07700 900206', '1 Robin Lane', 'Pudsey', 'LS28 9BR', NULL, '7 days', true),
    (1, 7, 'Vantage Van Signs', 'Kelly', 'Moss', 'kelly@vansigns.example', '07700900004', '6 Geldard Park', 'Leeds', 'LS12 6EH', NULL, '30 days', false), -- X-08: the mobile of client 1004
    (1, 8, 'Hallam Pipe & Fittings', 'Denise', 'Hallam', 'sales@hallampipe.example', '07700 900208', '21 Dock Street', 'Leeds', 'LS10 1JF', 'GB999000108', '30 days', false), -- Q-08, X-08: is client 1037 too
    (2, 1, 'Hunter Electrical Wholesale', 'Ross', 'Tully', 'orders@hunterew.example', '0491 570 201', '14 Griffiths Road', 'Lambton', '2299', '53004085616', '30 days', false),
    (2, 2, 'Cable & Conduit Co', 'Bronwyn', 'Lee', 'trade@cableconduit.example', NULL, '7 Kent Street', 'Mayfield', '2304', NULL, '30 days end of month', false),
    (2, 3, 'Lightsource Newcastle', 'Omar', 'Haddad', 'omar@lightsource.example', '0491 570 203', '90 Maitland Road', 'Islington', '2296', NULL, '14 days', false),
    (2, 4, 'Novocastrian Tool Hire', 'Bec', 'Shaw', 'bec@novotools.example', NULL, '3 Clyde Street', 'Hamilton', '2303', NULL, '7 days', false),
    (2, 5, 'Switchboard Makers Pty Ltd', 'Ken', 'Ito', 'ken@switchboards.example', '0491 570 205', '55 Racecourse Road', 'Rutherford', '2320', NULL, '30 days', false),
    (3, 1, 'Northland Timber Ltd', 'Hemi', 'Pere', 'sales@northlandtimber.example', '021 555 0201', '10 Rosebank Road', 'Avondale', '1026', NULL, '20th of following month', false),
    (3, 2, 'Hinge & Handle', 'Olive', 'Grant', 'olive@hingehandle.example', NULL, '44 Great North Road', 'Auckland', '1021', NULL, '20th of following month', false),
    (3, 3, 'Resin & Finish NZ', 'Tomas', 'Novák', 'tomas@resinfinish.example', '021 555 0203', '2 Portage Road', 'New Lynn', '0600', NULL, '30 days', false)
) AS firm (company_id, n, name, first, last, email, mobile, street, city, postcode, tax_number, terms, archived)
ON CONFLICT DO NOTHING;

-- Prices have up to four decimals. Sales go to 200 or 260, purchases to 300 or 310: accounts of the ledger's usual chart.
INSERT INTO klipboard.products (
    id, company_id, sku, name, description, kind, unit_price, unit_cost, account_code, purchase_account_code, tax_rate,
    archived, created_at
)
SELECT
    company_id * 1000 + n, company_id, sku, name, description, kind, price, cost, account_code, purchase_account_code,
    tax_rate, archived, TIMESTAMPTZ '2026-01-09 09:00:00+00'
FROM (
    VALUES
    (1, 1, 'LAB-HR', 'Plumber, per hour', 'Labour, gas-safe engineer', 'service', 58.5, NULL, '200', NULL, '20% VAT', false),
    (1, 2, 'CALL', 'Call-out', 'First half hour on site', 'service', 75, NULL, '200', NULL, '20% VAT', false),
    (1, 3, 'SVC-BLR', 'Annual boiler service', 'Service and landlord''s gas record', 'service', 89.95, NULL, '200', NULL, '20% VAT', false),
    (1, 4, 'CU15', 'Copper pipe 15 mm, per metre', 'EN 1057 half-hard', 'stock', 4.1275, 2.3846, '200', '300', '20% VAT', false),
    (1, 5, 'CU22', 'Copper pipe 22 mm, per metre', 'EN 1057 half-hard', 'stock', 7.8333, 4.6012, '200', '300', '20% VAT', false),
    (1, 6, 'VLV-ISO', 'Isolating valve 15 mm', 'Chromed, full bore', 'stock', 6.45, 2.9, '200', '300', '20% VAT', false),
    (1, 7, 'RAD-600', 'Radiator 600 x 1000 K2', 'Double panel, double convector', 'non_stock', 124.1667, 81.2, '200', '310', '20% VAT', false),
    (1, 8, 'HP-INST', 'Heat pump installation', 'Energy-saving material, reduced rate', 'service', 2350, NULL, '200', NULL, '5% VAT', false),
    (1, 9, 'INS-LFT', 'Loft insulation roll', 'Energy-saving material, zero rate', 'non_stock', 31.25, 22.15, '200', '310', '0% VAT', false),
    (1, 10, 'FLX-HOSE', 'Flexible tap connector', '15 mm x 1/2", 300 mm', 'stock', 5.2, 1.8333, '200', '300', '20% VAT', false),
    (1, 11, 'SCRAP', 'Scrap metal, per kg', 'Taken back by the merchant', 'service', 3.6, NULL, '260', NULL, 'No VAT', false),
    (1, 12, 'OIL-OLD', 'Oil burner nozzle', 'No longer fitted', 'stock', 18, 9.5, '200', '300', '20% VAT', true),
    (2, 1, 'EL-HR', 'Electrician, per hour', 'Licensed electrician', 'service', 95, NULL, '200', NULL, '10% GST', false),
    (2, 2, 'CALL', 'Service call', 'Travel and first 20 minutes', 'service', 110, NULL, '200', NULL, '10% GST', false),
    (2, 3, 'TPS25', 'Cable 2.5 mm twin & earth, per metre', 'V-90, flat', 'stock', 3.4545, 1.8725, '200', '300', '10% GST', false),
    (2, 4, 'GPO2', 'Double power point', 'White, 10 A', 'stock', 24.5, 9.35, '200', '300', '10% GST', false),
    (2, 5, 'DLT', 'LED downlight', '9 W tri-colour, IC-4', 'stock', 32.7273, 14.6, '200', '300', '10% GST', false),
    (2, 6, 'RCBO', 'Safety switch RCBO 20 A', 'Single pole, type A', 'non_stock', 88, 46.75, '200', '310', '10% GST', false),
    (2, 7, 'SMK', 'Smoke alarm, 240 V', 'Photoelectric, interconnected', 'non_stock', 119, 71.5, '200', '310', '10% GST', false),
    (2, 8, 'MED-CHK', 'Medical equipment safety check', 'GST-free supply', 'service', 145, NULL, '200', NULL, 'GST Free', false),
    (3, 1, 'JN-HR', 'Joiner, per hour', 'Workshop or site', 'service', 85, NULL, '200', NULL, '15% GST', false),
    (3, 2, 'RIMU-M', 'Recycled rimu, per metre', '140 x 20 dressed', 'stock', 28.6957, 17.4348, '200', '300', '15% GST', false),
    (3, 3, 'HNG', 'Soft-close hinge', '110 degrees', 'stock', 9.9, 4.25, '200', '300', '15% GST', false),
    (3, 4, 'OIL', 'Hard-wax oil, litre', 'Satin', 'non_stock', 64.3478, 41, '200', '310', '15% GST', false)
) AS item (
    company_id, n, sku, name, description, kind, price, cost, account_code, purchase_account_code, tax_rate, archived
)
ON CONFLICT DO NOTHING;

-- Clean invoices in bulk: Draft, Unpaid, Sent, Overdue in turn. Where the client has a location the work was done there;
-- every third is billed there too. Created at quarter past seven where the company is, which in Sydney and Auckland is
-- still the day before in UTC.
INSERT INTO klipboard.invoices (
    id, company_id, number, client_id, location_id, billing_location_id, status, issue_date, due_date, reference, currency,
    prices_include_tax, notes, created_at
)
SELECT
    company.id * 1000 + n, company.id, 'INV-' || lpad(CAST(n AS text), 4, '0'), party.client_id, location.id,
    CASE WHEN n % 3 = 0 THEN location.id END, planned.status, planned.issued,
    CASE planned.status WHEN 'Draft' THEN NULL WHEN 'Overdue' THEN planned.issued + 14 ELSE planned.issued + 30 END,
    CASE WHEN n % 4 > 0 THEN 'Job ' || 4000 + n END, company.base_currency, n % 9 = 0,
    CASE WHEN n % 5 = 0 THEN 'Thank you for your business.' END,
    (planned.issued + TIME '07:15') AT TIME ZONE company.timezone
FROM klipboard.companies AS company
INNER JOIN (VALUES (1, 45, 31), (2, 20, 13), (3, 6, 6)) AS size (company_id, invoices, clients)
    ON company.id = size.company_id
CROSS JOIN LATERAL generate_series(1, size.invoices) AS n
CROSS JOIN LATERAL (SELECT company.id * 1000 + 1 + (n * 7) % size.clients AS client_id) AS party
CROSS JOIN LATERAL (
    SELECT
        (ARRAY['Draft', 'Unpaid', 'Sent', 'Overdue'])[1 + n % 4] AS status,
        CASE n % 4
            WHEN 0 THEN DATE '2026-11-16' + n % 5
            WHEN 3 THEN DATE '2026-08-03' + n % 40
            ELSE DATE '2026-10-26' + n % 25
        END AS issued
) AS planned
LEFT JOIN LATERAL (
    SELECT min(site.id) AS id FROM klipboard.client_locations AS site WHERE site.client_id = party.client_id
) AS location ON true
ON CONFLICT DO NOTHING;

-- Their lines: one to three products each, quantities in quarters, a discount here and there.
INSERT INTO klipboard.invoice_lines (
    id, company_id, invoice_id, position, product_id, item_name, description, quantity, unit_price, discount_percent,
    account_code, tax_rate, created_at
)
SELECT
    invoice.id * 10 + line, invoice.company_id, invoice.id, line, product.id, product.name, product.description,
    CAST(1 + (nth.n * 5 + line) % 14 AS numeric) / CASE product.kind WHEN 'service' THEN 4 ELSE 1 END,
    product.unit_price,
    CASE WHEN nth.n % 6 = 0 AND line = 1 THEN 12.5 WHEN nth.n % 10 = 0 THEN 5 ELSE 0 END,
    product.account_code, product.tax_rate, invoice.created_at
FROM klipboard.invoices AS invoice
INNER JOIN (VALUES (1, 45, 11), (2, 20, 8), (3, 6, 4)) AS size (company_id, invoices, products)
    ON invoice.company_id = size.company_id
CROSS JOIN LATERAL (SELECT CAST(invoice.id % 1000 AS integer) AS n) AS nth
CROSS JOIN LATERAL generate_series(1, 1 + nth.n % 3) AS line
INNER JOIN klipboard.products AS product
    ON product.id = invoice.company_id * 1000 + 1 + (nth.n * 3 + line * 5) % size.products
WHERE invoice.id BETWEEN invoice.company_id * 1000 + 1 AND invoice.company_id * 1000 + size.invoices
ON CONFLICT DO NOTHING;

-- Invoices worth reading one by one: first clean ones, then the dirt.
INSERT INTO klipboard.invoices (
    id, company_id, number, client_id, location_id, billing_location_id, status, issue_date, due_date, reference, currency,
    prices_include_tax, notes, amount_paid, paid_at, created_at
) VALUES
-- paid before the ledger was connected: sent as awaiting payment, the payment is recorded there (C-06)
(1046, 1, 'INV-0046', 1006, NULL, NULL, 'Paid', '2026-09-02', '2026-10-02', 'Job 4046', 'GBP', false, NULL, 351, '2026-09-28 10:02:00+00', '2026-09-02 08:00:00+00'),
(1047, 1, 'INV-0047', 1014, NULL, NULL, 'Paid', '2026-09-03', '2026-09-03', 'Job 4047', 'GBP', true, 'Paid by card on the doorstep.', 75, '2026-09-03 15:40:00+00', '2026-09-03 08:00:00+00'),
-- cancelled: voided if the ledger has it, else not sent (B-05)
(1048, 1, 'INV-0048', 1022, NULL, NULL, 'Cancelled', '2026-09-10', '2026-09-24', NULL, 'GBP', false, 'Raised twice by mistake.', 0, NULL, '2026-09-10 08:00:00+00'),
-- done at one location, billed to another one of the same client (X-05)
(1049, 1, 'INV-0049', 1001, 1001, 1002, 'Sent', '2026-11-04', '2026-12-04', 'PO 7788/Ö', 'GBP', false, NULL, 0, NULL, '2026-11-04 08:00:00+00'),
-- prices include tax, four decimals, a discount, all four British rates
(1050, 1, 'INV-0050', 1009, NULL, NULL, 'Unpaid', '2026-11-05', '2027-01-04', 'Müller''s "west" wing', 'GBP', true, 'Mixed rates: see lines.', 0, NULL, '2026-11-05 08:00:00+00'),
-- X-06: awaiting payment without a due date, which Xero demands
(1051, 1, 'INV-0051', 1010, NULL, NULL, 'Unpaid', '2026-11-06', NULL, 'Job 4051', NULL, false, NULL, 0, NULL, '2026-11-06 08:00:00+00'),
-- C-12: a tax rate without a mapping row (see its line)
(1052, 1, 'INV-0052', 1011, NULL, NULL, 'Sent', '2026-11-06', '2026-12-06', 'Job 4052', NULL, false, NULL, 0, NULL, '2026-11-06 08:05:00+00'),
-- C-12: an account code without a mapping row that no chart has (see its line)
(1053, 1, 'INV-0053', 1012, NULL, NULL, 'Sent', '2026-11-06', '2026-12-06', 'Job 4053', NULL, false, NULL, 0, NULL, '2026-11-06 08:10:00+00'),
-- impossible: a negative quantity (see its line)
(1054, 1, 'INV-0054', 1013, NULL, NULL, 'Sent', '2026-11-09', '2026-12-09', 'Job 4054', NULL, false, NULL, 0, NULL, '2026-11-09 08:00:00+00'),
-- impossible: a status that nobody knows
(1055, 1, 'INV-0055', 1014, NULL, NULL, 'On Hold', '2026-11-09', '2026-12-09', 'Job 4055', NULL, false, NULL, 0, NULL, '2026-11-09 08:05:00+00'),
-- Q-12: a number of more than 21 characters, too long for QuickBooks; Xero takes it
(1056, 1, 'INV-0056-KIRKSTALL-ABBEY-COURT', 1012, 1006, NULL, 'Sent', '2026-11-10', '2026-12-10', NULL, NULL, false, NULL, 0, NULL, '2026-11-10 08:00:00+00'),
-- impossible: no line at all
(1057, 1, 'INV-0057', 1015, NULL, NULL, 'Sent', '2026-11-10', '2026-12-10', NULL, NULL, false, NULL, 0, NULL, '2026-11-10 08:05:00+00'),
-- impossible: due before it was issued, and a discount above 100 (see its line)
(1058, 1, 'INV-0058', 1016, NULL, NULL, 'Draft', '2026-11-11', '2026-10-11', NULL, NULL, false, NULL, 0, NULL, '2026-11-11 08:00:00+00'),
-- clean itself, but its client 1034 is held: waits for it
(1059, 1, 'INV-0059', 1034, NULL, NULL, 'Sent', '2026-11-12', '2026-12-12', 'Job 4059', NULL, false, NULL, 0, NULL, '2026-11-12 08:00:00+00'),
-- billed to location 1012, which QuickBooks cannot have beside client 1023 (Q-07): waits there, goes to Xero
(1060, 1, 'INV-0060', 1024, 1012, 1012, 'Overdue', '2026-10-01', '2026-10-31', 'Job 4060', NULL, false, NULL, 0, NULL, '2026-10-01 08:00:00+00'),
(2021, 2, 'INV-0021', 2003, NULL, NULL, 'Paid', '2026-09-14', '2026-09-21', 'Job 5021', 'AUD', false, NULL, 225.5, '2026-09-20 01:15:00+00', '2026-09-13 21:15:00+00'),
(2022, 2, 'INV-0022', 2007, NULL, NULL, 'Cancelled', '2026-09-15', '2026-09-22', NULL, 'AUD', false, NULL, 0, NULL, '2026-09-14 21:15:00+00'),
(2023, 2, 'INV-0023', 2008, 2003, 2003, 'Sent', '2026-11-02', '2026-12-20', 'Berth 14', 'AUD', true, NULL, 0, NULL, '2026-11-01 20:15:00+00'),
-- C-12: a tax rate without a mapping row (see its line)
(2024, 2, 'INV-0024', 2010, NULL, NULL, 'Sent', '2026-11-03', '2026-12-03', NULL, 'AUD', false, NULL, 0, NULL, '2026-11-02 20:15:00+00'),
-- X-06: sent without a due date
(2025, 2, 'INV-0025', 2011, NULL, NULL, 'Sent', '2026-11-04', NULL, NULL, 'AUD', false, NULL, 0, NULL, '2026-11-03 20:15:00+00'),
(3007, 3, 'INV-0007', 3001, NULL, NULL, 'Paid', '2026-09-21', '2026-10-20', NULL, 'NZD', false, NULL, 391, '2026-10-19 02:30:00+00', '2026-09-20 19:15:00+00'),
(3008, 3, 'INV-0008', 3004, NULL, NULL, 'Cancelled', '2026-09-22', '2026-09-22', NULL, 'NZD', false, 'Customer changed his mind.', 0, NULL, '2026-09-21 19:15:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.invoice_lines (
    id, company_id, invoice_id, position, product_id, item_name, description, quantity, unit_price, discount_percent,
    account_code, tax_rate, created_at
)
SELECT
    invoice_id * 10 + position, invoice_id / 1000, invoice_id, position, product_id, item_name, description, quantity,
    unit_price, discount, account_code, tax_rate, TIMESTAMPTZ '2026-11-12 09:00:00+00'
FROM (
    VALUES
    (1046, 1, 1001, 'Plumber, per hour', 'Second fix, two bathrooms', 5, 58.5, 0, '200', '20% VAT'),
    (1047, 1, 1002, 'Call-out', 'Stop tap seized', 1, 75, 0, '200', '20% VAT'),
    (1048, 1, 1003, 'Annual boiler service', 'Raised twice', 1, 89.95, 0, '200', '20% VAT'),
    (1049, 1, 1007, 'Radiator 600 x 1000 K2', 'Lounge, incl. valves', 2, 124.1667, 10, '200', '20% VAT'),
    (1049, 2, 1001, 'Plumber, per hour', 'Drain down, fit, refill', 3.25, 58.5, 0, '200', '20% VAT'),
    (1050, 1, 1004, 'Copper pipe 15 mm, per metre', 'Run to workshop sinks', 37.5, 4.9530, 7.5, '200', '20% VAT'),
    (1050, 2, 1008, 'Heat pump installation', 'Deposit, reduced rate', 0.5, 2467.5, 0, '200', '5% VAT'),
    (1050, 3, 1009, 'Loft insulation roll', 'Zero rate', 12, 31.25, 0, '200', '0% VAT'),
    (1050, 4, 1011, 'Scrap metal, per kg', 'Bought by the client', 18.3333, 3.6, 0, '260', 'No VAT'),
    (1051, 1, 1003, 'Annual boiler service', 'Surgery boiler', 1, 89.95, 0, '200', '20% VAT'),
    (1052, 1, 1001, 'Plumber, per hour', 'Rate of 2010, picked from an old quote', 2, 58.5, 0, '200', '17.5% VAT'),
    (1053, 1, 1001, 'Plumber, per hour', 'Account typed by hand', 2, 58.5, 0, '4000-PLUMB', '20% VAT'),
    (1054, 1, 1006, 'Isolating valve 15 mm', 'Taken back', -3, 6.45, 0, '200', '20% VAT'),
    (1054, 2, 1001, 'Plumber, per hour', 'Fitting', 1.5, 58.5, 0, '200', '20% VAT'),
    (1055, 1, 1002, 'Call-out', 'No access', 1, 75, 0, '200', '20% VAT'),
    (1056, 1, 1003, 'Annual boiler service', 'Block A', 4, 89.95, 0, '200', '20% VAT'),
    (1058, 1, 1002, 'Call-out', 'Goodwill', 1, 75, 120, '200', '20% VAT'),
    (1059, 1, 1002, 'Call-out', 'Leak under the sink', 1, 75, 0, '200', '20% VAT'),
    (1060, 1, 1003, 'Annual boiler service', 'Pub cellar', 1, 89.95, 0, '200', '20% VAT'),
    (2021, 1, 2001, 'Electrician, per hour', 'Shop lights', 1, 95, 0, '200', '10% GST'),
    (2021, 2, 2002, 'Service call', 'Same day', 1, 110, 0, '200', '10% GST'),
    (2022, 1, 2002, 'Service call', 'Not needed', 1, 110, 0, '200', '10% GST'),
    (2023, 1, 2006, 'Safety switch RCBO 20 A', 'Berth pedestals', 6, 96.8, 0, '200', '10% GST'),
    (2023, 2, NULL, 'Permit fee', 'Passed on at cost', 1, 64.2, 0, '260', 'No Tax'),
    (2024, 1, 2001, 'Electrician, per hour', 'Rate typed by hand', 4, 95, 0, '200', '12.5% GST'),
    (2025, 1, 2007, 'Smoke alarm, 240 V', 'Gym floor', 5, 119, 0, '200', '10% GST'),
    (3007, 1, 3001, 'Joiner, per hour', 'Island bench', 4, 85, 0, '200', '15% GST'),
    (3008, 1, 3002, 'Recycled rimu, per metre', 'Shelving', 12, 28.6957, 0, '200', '15% GST')
) AS line (
    invoice_id, position, product_id, item_name, description, quantity, unit_price, discount, account_code, tax_rate
)
ON CONFLICT DO NOTHING;

-- Clean purchase orders in bulk, in every status but Cancelled.
INSERT INTO klipboard.purchase_orders (
    id, company_id, number, supplier_id, status, issue_date, delivery_date, delivery_address, reference, currency,
    prices_include_tax, notes, created_at
)
SELECT
    company.id * 1000 + n, company.id, 'PO-' || lpad(CAST(n AS text), 4, '0'),
    company.id * 1000 + 1 + n % size.suppliers, (ARRAY['Draft', 'Sent', 'Overdue', 'Part Delivered', 'Delivered'])[1 + n % 5],
    planned.issued, CASE WHEN n % 4 > 0 THEN planned.issued + 7 END,
    size.yard, 'Job ' || 4000 + n, company.base_currency, n % 7 = 0,
    CASE WHEN n % 3 = 0 THEN 'Ring before delivery.' END,
    (planned.issued + TIME '07:15') AT TIME ZONE company.timezone
FROM klipboard.companies AS company
INNER JOIN (
    VALUES
    (1, 11, 5, E'Unit 2, Mill Yard\nHebden Bridge\nHX7 8AD'),
    (2, 7, 5, E'1 Wattle Street\nAdamstown NSW 2289'),
    (3, 2, 3, E'Shed 4, 9 Rata Street\nNew Lynn 0600')
) AS size (company_id, orders, suppliers, yard) ON company.id = size.company_id
CROSS JOIN LATERAL generate_series(1, size.orders) AS n
CROSS JOIN LATERAL (
    SELECT CASE WHEN n % 5 IN (0, 1) THEN DATE '2026-11-10' ELSE DATE '2026-10-12' END + n % 9 AS issued
) AS planned
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.purchase_orders (
    id, company_id, number, supplier_id, status, issue_date, delivery_date, delivery_address, reference, currency,
    prices_include_tax, notes, created_at
) VALUES
(1012, 1, 'PO-0012', 1002, 'Cancelled', '2026-10-20', '2026-10-27', NULL, 'Job 4012', 'GBP', false, 'Found the part in the van.', '2026-10-20 06:15:00+00'),
-- C-12: an account code without a mapping row that no chart has (see its line)
(1013, 1, 'PO-0013', 1003, 'Sent', '2026-11-02', '2026-11-09', NULL, 'Job 4013', 'GBP', false, NULL, '2026-11-02 07:15:00+00'),
-- impossible: a status that nobody knows
(1014, 1, 'PO-0014', 1004, 'Lost in post', '2026-11-03', NULL, NULL, NULL, 'GBP', false, NULL, '2026-11-03 07:15:00+00'),
-- clean itself, but its supplier 1007 is held: waits for it
(1015, 1, 'PO-0015', 1007, 'Sent', '2026-11-04', '2026-11-18', NULL, 'Van 3', 'GBP', false, NULL, '2026-11-04 07:15:00+00'),
(2008, 2, 'PO-0008', 2003, 'Cancelled', '2026-10-21', NULL, NULL, NULL, 'AUD', false, NULL, '2026-10-20 20:15:00+00'),
(3003, 3, 'PO-0003', 3002, 'Cancelled', '2026-10-22', NULL, NULL, NULL, 'NZD', false, NULL, '2026-10-21 18:15:00+00')
ON CONFLICT DO NOTHING;

-- One or two products that are bought, at cost. The account is the product's own for purchases.
INSERT INTO klipboard.purchase_order_lines (
    id, company_id, purchase_order_id, position, product_id, item_name, description, quantity, unit_price,
    account_code, tax_rate, created_at
)
SELECT
    bought.id * 10 + line, bought.company_id, bought.id, line, product.id, product.name, product.description,
    CASE product.kind WHEN 'stock' THEN 20 + bought.id % 31 ELSE 1 + bought.id % 4 END, product.unit_cost,
    CASE WHEN bought.id = 1013 THEN '5000-PIPE' ELSE product.purchase_account_code END,
    product.tax_rate, bought.created_at
FROM klipboard.purchase_orders AS bought
CROSS JOIN LATERAL generate_series(1, CAST(1 + bought.id % 2 AS integer)) AS line
INNER JOIN (
    SELECT
        *,
        row_number() OVER (PARTITION BY company_id ORDER BY id) AS nth,
        count(*) OVER (PARTITION BY company_id) AS products
    FROM klipboard.products
    WHERE unit_cost IS NOT NULL AND NOT archived
) AS product ON bought.company_id = product.company_id AND product.nth = 1 + (bought.id + line) % product.products
WHERE bought.id BETWEEN 1001 AND 3999
ON CONFLICT DO NOTHING;

-- Company 4, row by row: clean but for one location and one line. American customers have their state in the region.
INSERT INTO klipboard.clients (
    id, company_id, name, account_number, contact_first_name, contact_last_name, email, phone, mobile, address_line1,
    city, region, postcode, country, payment_terms, created_at
) VALUES
(4001, 4, 'Front Range Brewing Co', 'C0001', 'Megan', 'Holt', 'megan@frontrangebrewing.example', '(303) 555-0101', '(720) 555-0101', '2400 Larimer Street', 'Denver', 'CO', '80205', 'USA', 'Net 30', '2026-01-12 16:00:00+00'),
(4002, 4, 'Aspen Grove HOA', 'C0002', 'Walt', 'Jensen', 'board@aspengrovehoa.example', '(303) 555-0102', NULL, '15 Aspen Grove Circle', 'Lakewood', 'CO', '80226', 'USA', 'Net 15', '2026-01-12 17:00:00+00'),
-- QuickBooks takes no colon in a name: it is sent with a sign that looks like one
(4003, 4, 'Kessler Trust: Lot 14', 'C0003', 'Ruth', 'Kessler', 'ruth@kesslertrust.example', '(303) 555-0103', '(720) 555-0103', '880 Bergen Parkway', 'Evergreen', 'CO', '80439', 'USA', 'Net 30', '2026-01-12 18:00:00+00'),
(4004, 4, 'Daniel Ortiz', 'C0004', 'Daniel', 'Ortiz', 'd.ortiz@mail.example', '(303) 555-0104', '(720) 555-0104', '31 Quail Street', 'Arvada', 'CO', '80004', 'USA', 'Due on receipt', '2026-01-12 19:00:00+00'),
(4005, 4, 'St. Brigid''s Parish School', 'C0005', 'Anne', 'O''Hara', 'office@stbrigids.example', '(303) 555-0105', NULL, '600 Kipling Street', 'Wheat Ridge', 'CO', '80033', 'USA', 'Net 30', '2026-01-12 20:00:00+00'),
(4006, 4, 'Mile High Laundromat', 'C0006', 'Tam', 'Phan', 'tam@milehighlaundromat.example', '(303) 555-0106', '(720) 555-0106', '1720 Wadsworth Boulevard', 'Lakewood', 'CO', '80214', 'USA', 'Net 30', '2026-01-12 21:00:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.client_locations (
    id, company_id, client_id, name, account_number, contact_first_name, contact_last_name, email, phone, address_line1,
    city, region, postcode, country, created_at
) VALUES
(4001, 4, 4002, 'Clubhouse', 'L0001', 'Walt', 'Jensen', NULL, '(303) 555-0141', '1 Aspen Grove Circle', 'Lakewood', 'CO', '80226', 'USA', '2026-01-19 16:00:00+00'),
(4002, 4, 4002, 'Pool House', 'L0002', 'Dee', 'Marsh', 'pool@aspengrovehoa.example', '(303) 555-0142', '3 Aspen Grove Circle', 'Lakewood', 'CO', '80226', 'USA', '2026-01-19 17:00:00+00'),
-- Q-07: the shop in the brewery's building has the name of client 4006
(4003, 4, 4001, 'Mile High Laundromat', 'L0003', 'Tam', 'Phan', NULL, '(303) 555-0143', '2404 Larimer Street', 'Denver', 'CO', '80205', 'USA', '2026-01-19 18:00:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.suppliers (
    id, company_id, name, account_number, contact_first_name, contact_last_name, email, phone, address_line1, city,
    region, postcode, country, tax_number, payment_terms, created_at
) VALUES
(4001, 4, 'Rocky Mountain Pipe Supply', 'S0001', 'Hank', 'Doyle', 'orders@rmpipe.example', '(303) 555-0181', '4900 Vasquez Boulevard', 'Denver', 'CO', '80216', 'USA', '84-5550181', 'Net 30', '2026-01-26 16:00:00+00'),
(4002, 4, 'Summit Water Heaters Inc', 'S0002', 'Paula', 'Reyes', 'desk@summitheaters.example', '(303) 555-0182', '77 Interlocken Crescent', 'Broomfield', 'CO', '80021', 'USA', NULL, 'Net 60', '2026-01-26 17:00:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.products (
    id, company_id, sku, name, description, kind, unit_price, unit_cost, account_code, purchase_account_code, tax_rate,
    created_at
) VALUES
(4001, 4, 'LAB-HR', 'Plumber, per hour', 'Licensed journeyman', 'service', 118, NULL, '200', NULL, 'No Tax', '2026-01-09 16:00:00+00'),
-- Q-12, Q-13: a stock item of the demo's QuickBooks, whose account there is another one
(4002, 4, 'WH-50', 'Water heater, 50 gallon', 'Gas, 40,000 BTU', 'stock', 1149, 702.5, '200', '300', 'Sales Tax', '2026-01-09 16:00:00+00'),
(4003, 4, 'PEX-34', 'PEX tubing 3/4 in, per foot', 'Type A, red', 'non_stock', 2.3375, 0.9125, '200', '310', 'Sales Tax', '2026-01-09 16:00:00+00'),
(4004, 4, 'DRN', 'Drain cleaning', 'Main line, up to 100 ft', 'service', 245, NULL, '200', NULL, 'No Tax', '2026-01-09 16:00:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.invoices (
    id, company_id, number, client_id, location_id, billing_location_id, status, issue_date, due_date, reference, currency,
    prices_include_tax, notes, created_at
) VALUES
-- Q-09: a draft is due on the day on which it was created: in Denver that was still the day before the one in UTC
(4001, 4, 'INV-0001', 4001, NULL, NULL, 'Draft', '2026-11-17', NULL, 'Job 4401', 'USD', false, NULL, '2026-11-18 04:10:00+00'),
(4002, 4, 'INV-0002', 4002, 4001, 4001, 'Sent', '2026-11-09', '2026-11-24', 'Job 4402', 'USD', false, NULL, '2026-11-09 15:05:00+00'),
(4003, 4, 'INV-0003', 4003, NULL, NULL, 'Overdue', '2026-09-14', '2026-10-14', 'Job 4403', 'USD', false, NULL, '2026-09-14 16:30:00+00'),
(4004, 4, 'INV-0004', 4004, NULL, NULL, 'Unpaid', '2026-11-10', '2026-11-10', NULL, 'USD', false, 'Thank you for your business.', '2026-11-10 17:00:00+00'),
(4005, 4, 'INV-0005', 4005, NULL, NULL, 'Sent', '2026-11-11', '2026-12-11', 'PO 2231', 'USD', false, NULL, '2026-11-11 15:45:00+00'),
(4006, 4, 'INV-0006', 4006, NULL, NULL, 'Sent', '2026-11-12', '2026-12-12', 'Job 4406', 'USD', false, NULL, '2026-11-12 18:20:00+00'),
-- C-12: an account code without a mapping row that no chart has (see its line)
(4007, 4, 'INV-0007', 4002, 4002, NULL, 'Sent', '2026-11-13', '2026-11-28', 'Job 4407', 'USD', false, NULL, '2026-11-13 16:00:00+00'),
(4008, 4, 'INV-0008', 4004, NULL, NULL, 'Cancelled', '2026-11-13', '2026-11-13', NULL, 'USD', false, 'Leak stopped by itself.', '2026-11-13 19:00:00+00')
ON CONFLICT DO NOTHING;

INSERT INTO klipboard.invoice_lines (
    id, company_id, invoice_id, position, product_id, item_name, description, quantity, unit_price, discount_percent,
    account_code, tax_rate, created_at
)
SELECT
    invoice_id * 10 + position, 4, invoice_id, position, product_id, item_name, description, quantity, unit_price,
    discount, account_code, tax_rate, TIMESTAMPTZ '2026-11-13 19:00:00+00'
FROM (
    VALUES
    (4001, 1, 4002, 'Water heater, 50 gallon', 'Taproom, replacement', 1, 1149, 0, '200', 'Sales Tax'),
    (4001, 2, 4001, 'Plumber, per hour', 'Removal and fitting', 4.5, 118, 0, '200', 'No Tax'),
    (4002, 1, 4003, 'PEX tubing 3/4 in, per foot', 'Clubhouse kitchen', 86, 2.3375, 12.5, '200', 'Sales Tax'),
    (4002, 2, 4001, 'Plumber, per hour', 'Repipe', 11.25, 118, 0, '200', 'No Tax'),
    (4003, 1, 4002, 'Water heater, 50 gallon', 'Guest house', 2, 1149, 5, '200', 'Sales Tax'),
    (4004, 1, 4004, 'Drain cleaning', 'Kitchen and main', 1, 245, 0, '200', 'No Tax'),
    -- Q-12: the same item with another account becomes a second item
    (4005, 1, 4004, 'Drain cleaning', 'Yearly contract', 1, 195, 0, '260', 'No Tax'),
    (4005, 2, NULL, 'County permit', 'Passed on at cost', 1, 64.2, 0, '260', 'No Tax'),
    (4006, 1, 4003, 'PEX tubing 3/4 in, per foot', 'Washer supply lines', 140, 2.3375, 0, '200', 'Sales Tax'),
    (4007, 1, 4001, 'Plumber, per hour', 'Account typed by hand', 2, 118, 0, '4010-SVC', 'No Tax'),
    (4008, 1, 4001, 'Plumber, per hour', 'Nobody came', 1, 118, 0, '200', 'No Tax')
) AS line (
    invoice_id, position, product_id, item_name, description, quantity, unit_price, discount, account_code, tax_rate
)
ON CONFLICT DO NOTHING;

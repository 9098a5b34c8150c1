"""The stuff names are made of. First names are common ones; surnames, single names and places are built of syllables.

Nothing is taken from a list of artists. Words for bands are out of the way on purpose, so that two of them together
name nobody known.
"""

# ruff: noqa: RUF001  letters of other scripts are meant

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


FIRST_NAMES = _words(
    """Adela Agathe Aino Alma Amara Anders Anouk Ansel Arvid Asha Astrid Aurelio Beatriz Benedikt Birgit Björn
Bruna Caio Camille Carmela Casper Cecilia Chidi Ciarán Clara Cosima Dagny Damir Delphine Desmond Dilan Dina Dorota
Edda Eino Élodie Elsa Emeka Enzo Erik Esra Estela Etta Eunice Fatou Fenna Fiona Florian Françoise Freya Gaspard Gemma
Gianna Gösta Greta Gustavo Hanna Hedda Henrike Hideo Hilde Ida Ilse Imre Ines Íñigo Ingrid Ione Irina Ivo Jakub Jana
Joaquín Jonas José Joséphine Jutta Kaja Kamil Karim Katya Keiko Kenji Klara Kofi Lars Laszlo Leandro Leena Leocadia
Linnea Livia Lorenz Lovisa Łucja Luís Lupe Maeve Magda Maïa Malik Marcin Mareike Marisol Matej Mathilde Mei Milo
Mireille Miriam Moritz Nadia Naomi Natalia Nils Nkechi Noé Noor Odile Olamide Olga Oskar Otis Paloma Pau Petra Philippa
Quentin Rafael Ragnar Ravi Renée Rosalind Rufus Runa Sakura Salma Samir Saoirse Selma Siddharth Sigrid Simone Solveig
Søren Stellan Sunniva Sven Tadeusz Tamsin Teodora Thandi Tilda Tomás Tove Ulla Úrsula Valentin Vera Viggo Vilma Wanda
Wilhelm Xiomara Yara Yusuf Zadie Zdeněk Zoë Zora"""
)

ONSETS = _words(
    """Al An Ar Bal Bar Bel Ber Bor Bran Bren Cal Car Cor Cren Dal Dar Del Dor Dren El Er Fal Fen Fer Fjel Gal
Gar Gren Hal Har Hel Hol Jan Jor Kal Kar Kel Kor Lan Lin Lor Mal Mar Mel Mor Nar Nor Ol Or Pal Par Pel Quin Ral Ren
Ros Sal Sel Sor Stren Tal Tar Tel Tor Ul Val Var Vel Vor Wal Wen Wil Yar Zal Zan"""
)
MIDDLES = _words(
    """a ba be da de do ga go i ki la le li lo ma me mo na ne ni no o pe ra re ri ro sa so ta te ti to va ve vi za
ze mbe nda lvi sto dri gli kra pra scha"""
)
ENDINGS = _words(
    """bec berg bøl chev court dahl dottir elli escu feld gaard grave haven hout idze ika ini inho ković lund
mark mont moor nagh nen oya quist rado rath rell rova rup sen ska skog strand sund thwaite tula uchi vaara van veit
vesh vik wick worth yama zzi"""
)
SINGLE_ENDINGS = _words(
    "brille diq dra fyn gloe iax kuma liv lune maru mio nox ntra phe quill rix shai vey voi wyn xa zuri"
)

ODD = _words(
    """Alabaster Almanac Amberjack Antler Apricot Arcade Ballast Bellwether Borough Bramble Brass Bracken Calico
Candlewick Cardamom Cartwheel Chalk Chestnut Cinder Clover Cobalt Copper Corduroy Crooked Cypress Dovetail Driftwood
Ember Enamel Fable Fennel Feather Ferrous Flannel Foxglove Gable Gingham Glass Gossamer Granite Hazel Heather Hemlock
Hollow Indigo Juniper Kelp Kindling Lacquer Larch Lantern Linen Magnolia Maple Marble Marzipan Millstone Mohair Moss
Mulberry Nettle Nutmeg Ochre Onyx Orchard Oyster Paper Parsley Pewter Pine Plaster Plum Porcelain Quarry Quilted Raffia
Rhubarb Russet Saffron Sandstone Satin Sawdust Sepia Shale Slate Sorrel Spruce Tallow Tarnished Teak Thimble Thistle
Timber Tinsel Turnip Umber Velveteen Vellum Walnut Waxwing Wicker Willow Wrought Yarrow"""
)
THINGS = _words(
    """Abacus Accord Almanacs Anchorage Apiary Atlases Ballroom Barometer Bicycles Bookends Carousel Cartographers
Catalogue Chandeliers Chimneys Cloisters Commuters Compasses Corridors Cupboards Dialects Doorbells Dormice Elevators
Escalators Fishmongers Footbridge Freighters Gazebo Gondolas Greenhouses Hammocks Haberdashers Hedgerows Herons
Interludes Janitors Kettles Keyholes Kingfishers Ladders Lampposts Laundromat Lecterns Lighthouses Locksmiths Magnets
Magpies Mailboxes Marmots Metronomes Milkmen Minarets Mittens Narrators Navigators Newsstand Oarsmen Octagon Orchids
Ornaments Otters Paperweights Paragraphs Pantries Parasols Pavilions Pendulums Periscopes Pigeons Planetarium Platforms
Postcards Propellers Pylons Quilts Radiators Ravines Reservoirs Ribbons Rotunda Saplings Scaffolds Semaphores
Silhouettes Sparrows Stairwells Stopwatch Sundials Surveyors Tailors Teacups Telegraphs Terraces Thermostats Timetables
Tollbooths Trampolines Tugboats Turnstiles Typewriters Umbrellas Understudies Verandas Vineyards Wardrobes Weathervanes
Windmills Woodpeckers Zeppelins"""
)
KANA = list("アイウエカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ")
CYRILLIC = _words("ва вель го да до жи зо ка ли лу ма ми мир на но ра ро са ста то ту чи яр")
HANGUL = list("가나다라마바사아자차하고노도로모보소오조구누두루무부수우주기니디리미비시이지")
GREEK = _words("αλ βε γα δο ζη θα κα λι μο νε ξα πο ρι σα το φα χρυ")
HEBREW = _words("בא גל דו הר זי טל ים כר לב מי נר סו עד פז רו שי תם")

ADJECTIVES = _words(
    """Amber Ancient Awake Backward Better Bitter Blue Borrowed Bright Broken Careful Cold Common Counted Curious
Dark Distant Double Early Easy Electric Empty Endless Even Faded Familiar Far Fast Fearless First Foolish Foreign
Forgotten Frozen Gentle Golden Good Green Half Hard Heavy Hidden High Hollow Honest Hungry Idle Invisible Kind Last
Late Little Living Lonely Long Lost Loud Low Lucky Midnight Missing Modern Narrow New Northern Open Ordinary Other
Painted Pale Perfect Plain Private Quiet Rainy Ready Restless Second Secret Seven Shallow Silent Silver Simple Slow
Small Soft Southern Steady Still Strange Sudden Sunday Sweet Tender Thin Third Tired True Unwritten Upper Warm
Wasted Western White Wild Winter Wooden Yellow Young"""
)
NOUNS = _words(
    """Afternoon Airport Alphabet Animals Answer Apartment August Avenue Balcony Ballad Bells Birds Blood Boat Body
Bones Border Breath Bridge Brother Candle Car Chance Children Circle City Clock Clouds Coast Colours Corner Country
Crown Dance Daughter Day Daylight December Desert Devil Diamond Distance Dog Door Dream Dust Eyes Face Family Father
Fever Field Fire Flag Flood Floor Flowers Forest Friend Future Game Garden Ghost Girl Glass Gravity Hands Harbour Heart
Heat Highway Hill History Holiday Home Honey Horizon Horses Hotel Hour House Hunger Ice Island July Kitchen Ladder Lake
Language Leaves Letter Lies Light Line Lion Love Machine Magic Map March Memory Midnight Mile Mirror Money Moon Morning
Mother Motion Mountain Mouth Movie Name Neighbour News Night Nobody Noise Ocean October Orbit Paper Paradise Party
Patience People Photograph Picture Pilot Place Planet Poem Promise Question Radio Rain Reason Ribbon Ride River Road Room
Rose Rumour Sand School Season Secret Shadow Shape Ship Shoes Shore Signal Silence Sister Skin Sky Sleep Smile Smoke
Snow Song Sound Spring Stairs Star Station Stone Storm Stranger Street Summer Sun Swimmer Table Telephone Thunder Tide
Time Town Train Tree Trouble Valley Voice Wall War Water Wave Weather Weekend Wheel Wind Window Winter Wire Wolf Word
World Year"""
)
VERBS = _words(
    """Answer Ask Believe Borrow Break Bring Build Burn Call Carry Catch Chase Choose Count Cross Dance Drive Fall Feed
Find Follow Forget Forgive Hear Hide Hold Keep Kiss Know Learn Leave Lift Lose Love Mend Miss Move Name Need Paint Play
Pull Reach Read Remember Run Save Say See Send Shake Show Sing Sleep Speak Stay Steal Swim Take Teach Tell Thank Touch
Trust Turn Wait Wake Walk Want Watch Write"""
)
TAILS = _words(
    """Again Alone Anyway Back Down Forever Home Instead Less More Now Once Outside Slowly Somehow Somewhere Through
Tomorrow Tonight Twice Under Until Morning"""
)
SPANISH = _words(
    """agua alma amor arena baile barrio beso boca calle calor camino canción carta cielo ciudad corazón cuerpo deseo
día fiesta flor fuego guitarra historia isla lágrima lluvia luna luz madrugada mañana mar mentira mirada miedo noche
nombre ola palabra piel playa puerta recuerdo ritmo río sal sangre sol sombra sueño tarde tiempo tierra vida viento
voz"""
)
SPANISH_LINKS = _words("de y sin con para entre sobre")
PORTUGUESE = _words(
    """Alegria Avenida Batucada Café Canoa Carnaval Chuva Ciranda Cidade Domingo Estrela Jardim Janela Ladeira
Madrugada Manhã Maré Morena Padaria Paixão Quintal Roda Samba Saudade Serenata Terreiro Varanda Viola"""
)
FORMS = _words(
    """Ballade Bagatelle Concertino Étude Fantasia Fugue Impromptu Intermezzo Mazurka Nocturne Partita Prelude
Rondo Scherzo Serenade Sonata Sonatina Suite Toccata Variations Waltz"""
)
KEYS = _words("A B C D E F G A-flat B-flat D-flat E-flat F-sharp C-sharp")
PACES = _words("Adagio Allegro Andante Grave Largo Lento Moderato Presto Vivace")
LABEL_ENDINGS = _words("Records Music Recordings Sound Discs Audio Tapes Editions")

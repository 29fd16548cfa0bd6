/** Words for company names and addresses; all companies made of them are fictional. */
export const firstWords = [
	'Åstrup',
	'Ærøskøbing',
	'Østerlund',
	'Nørregård',
	'Søndersø',
	'Bækmark',
	'Fjordkær',
	'Grønhøj',
	'Hedeløkke',
	'Kirkeby',
	'Lærkedal',
	'Mosegård',
	'Nørresø',
	'Præstholm',
	'Rødkær',
	'Skovbæk',
	'Tårnhøj',
	'Ulvedal',
	'Vesterå',
	'Ørnbjerg',
] as const;

export const trades = [
	'Tømrer & Snedker',
	'Rådgivning',
	'El-teknik',
	'Bogføring',
	'Arkitekter',
	'VVS',
	'Maskinværksted',
	'Gartneri',
	'Køletransport',
	'Bageri',
	'Ingeniører',
	'Murerfirma',
	'Smedeværksted',
	'IT-drift',
	'Landbrugsservice',
	'Malerfirma',
] as const;

export const forms = ['ApS', 'A/S', 'I/S', 'K/S', 'P/S'] as const;

export const streets = [
	'Åvej',
	'Østergade',
	'Nørrebrogade',
	'Ærøvej',
	'Søndre Ringvej',
	'Bøgevænget',
	'Havnegade',
	'Skolestræde',
	'Møllevej',
	'Præstemarken',
] as const;

export const towns = [
	['1050', 'København K'],
	['2800', 'Kongens Lyngby'],
	['3700', 'Rønne'],
	['4000', 'Roskilde'],
	['5000', 'Odense C'],
	['5970', 'Ærøskøbing'],
	['6000', 'Kolding'],
	['6400', 'Sønderborg'],
	['7400', 'Herning'],
	['8000', 'Aarhus C'],
	['8600', 'Silkeborg'],
	['9000', 'Aalborg'],
] as const;

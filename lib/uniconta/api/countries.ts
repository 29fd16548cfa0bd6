/**
 * ISO 3166 alpha-2 code, member name of Uniconta's CountryCode and its number (UC27). The member names
 * are Uniconta's own, misspellings included.
 */
const COUNTRY_ROWS = `
AC AscensionIsland 14; AD Andorra 7; AE UnitedArabEmirates 227; AF Afghanistan 2; AG AntiguaBarbuda 10;
AI Anguilla 9; AL Albania 4; AM Armenia 12; AO Angola 8; AQ Antarctica 1; AR Argentina 11; AS AmericanSamoa 6;
AT Austria 16; AU Australia 15; AW Aruba 13; AX Aland 3; AZ Azerbaijan 17; BA BosniaHerzegovina 29; BB Barbados 21;
BD Bangladesh 20; BE Belgium 23; BF BurkinaFaso 34; BG Bulgaria 33; BH Bahrain 19; BI Burundi 35; BJ Benin 25;
BM Bermuda 26; BN Brunei 32; BO Bolivia 28; BQ CaribbeanNetherlands 241; BR Brazil 31; BS Bahamas 18; BT Bhutan 27;
BV BouvetIsland 112; BW Botswana 30; BY Belarus 22; BZ Belize 24; CA Canada 38; CC CocosKeelingIslands 46;
CF CentralAfricaRepublic 41; CG Congo 49; CH Switzerland 209; CI Cotedlvoire 52; CK CookIslands 50; CL Chile 43;
CM Cameroon 37; CN China 44; CO Colombia 47; CR CostaRica 51; CU Cuba 54; CV CapeVerde 39; CW Curaçao 146;
CX ChristmasIsland 45; CY Cyprus 55; CZ CzechRepublic 56; DE Germany 78; DJ Djibouti 58; DK Denmark 57;
DM Dominica 59; DO DominicanRepublic 60; DZ Algeria 5; EC Ecuador 62; EE Estonia 67; EG Egypt 63;
EH WesternSahara 219; ER Eritrea 66; ES Spain 202; ET Ethiopia 68; FI Finland 72; FJ Fiji 71;
FK FalklandIslands 69; FM Micronesia 137; FO FaroeIslands 70; FR France 73; GA Gabon 75; GB UnitedKingdom 228;
GD Grenada 83; GE Georgia 77; GF FrenchGuiana 183; GG Guernsey 86; GH Ghana 79; GI Gibraltar 80; GL Greenland 82;
GM Gambia 76; GN Guinea 87; GQ EquatorialGuinea 65; GR Greece 81; GS SouthGeorgiaIslands 178; GT Guatemala 85;
GU Guam 84; GW GuineaBissau 88; GY Guyana 89; HK HongKong 92; HM HeardAndMcDonaldIslands 201; HN Honduras 91;
HR Croatia 53; HT Haiti 90; HU Hungary 93; ID Indonesia 96; IE Ireland 99; IL Israel 101; IM IsleofMan 100;
IN India 95; IO BritishIndianOceanTerritory 179; IQ Iraq 98; IR Iran 97; IS Iceland 94; IT Italy 102;
JE Jersey 105; JM Jamaica 103; JO Jordan 106; JP Japan 104; KE Kenya 108; KG Kyrgyzstan 114; KH Cambodia 36;
KI Kiribati 109; KM Comoros 48; KN SaintKittsAndNevis 181; KP KoreaNorth 110; KR KoreaSouth 111; KW Kuwait 113;
KY CaymanIslands 40; KZ Kazakhstan 107; LA Laos 115; LB Lebanon 117; LC SaintLucia 182; LI Liechtenstein 121;
LK SriLanka 203; LR Liberia 119; LS Lesotho 118; LT Lithuania 122; LU Luxembourg 123; LV Latvia 116; LY Libya 120;
MA Morocco 143; MC Monaco 139; MD Moldova 138; ME Montenegro 141; MG Madagascar 126; MH MarshallIslands 132;
MK Macedonia 125; ML Mali 130; MM Myanmar 145; MN Mongolia 140; MO Macao 124; MP NorthernMarianaIslands 159;
MR Mauritania 133; MS Montserrat 142; MT Malta 131; MU Mauritius 134; MV Maldives 129; MW Malawi 127;
MX Mexico 136; MY Malaysia 128; MZ Mozambique 144; NA Namibia 147; NC NewCaledonia 151; NE Niger 154;
NF NorfolkIsland 157; NG Nigeria 155; NI Nicaragua 153; NL Netherlands 150; NO Norway 160; NP Nepal 149;
NR Nauru 148; NT NeutralZone 158; NU Niue 156; NZ NewZealand 152; OM Oman 161; PA Panama 165; PE Peru 168;
PF FrenchPolynesia 74; PG PapuaNewGuinea 166; PH Philippines 169; PK Pakistan 162; PL Poland 171;
PM SaintPierreAndMiquelon 184; PN PitcaimIslands 170; PR PuertoRico 173; PS Palestine 164; PT Portugal 172;
PW Palau 163; PY Paraguay 167; QA Qatar 174; RO Romania 175; RS Serbia 191; RU Russia 176; RW Rwanda 177;
SA SaudiArabia 189; SB SolomonIslands 197; SC Seychelles 192; SD Sudan 204; SE Sweden 208; SG Singapore 194;
SH SaintHelena 180; SI Slovenia 196; SJ Svalbard 206; SK Slovakia 195; SL SierraLeone 193; SM SanMarino 187;
SN Senegal 190; SO Somalia 198; SR Suriname 205; ST SaoTomeAndPrincipe 188; SV ElSalvador 64; SY Syria 210;
SZ Swaziland 207; TC TurksAndCaicosIslands 223; TD Chad 42; TF FrenchSouthernTerritories 199; TG Togo 214;
TH Thailand 213; TJ Tajikistan 211; TK Tokelau 215; TM Turkmenistan 222; TN Tunisia 220; TO Tonga 216;
TP EastTimor 61; TR Turkey 221; TT TrinidadAndTobago 218; TV Tuvalu 224; TW Taiwan 240; TZ Tanzania 212;
UA Ukraine 226; UG Uganda 225; US UnitedStates 229; UY Uruguay 230; UZ Uzbekistan 231; VA VaticanCity 233;
VC SaintVincentAndGrenadines 185; VE Venezuela 234; VG VirginIslands 236; VN Vietnam 235; VU Vanuatu 232;
WF WallisFutunaIslands 217; WS Samos 186; YE Yemen 237; YT Mayotte 135; ZA SouthAfrica 200; ZM Zambia 238;
ZW Zimbabwe 239
`;

export interface Country {
	/** ISO 3166 alpha-2, as Moment has it. */
	iso: string;
	/** Member name of the CountryCode enum, as Uniconta writes it. */
	member: string;
	/** Number of the CountryCode enum. */
	number: number;
}

export const COUNTRIES: readonly Country[] = COUNTRY_ROWS.trim()
	.split(/;\s*/)
	.map((row) => {
		const [iso = '', member = '', number = ''] = row.split(' ');
		return { iso, member, number: Number(number) };
	});

const BY_ISO = new Map(COUNTRIES.map((country) => [country.iso, country]));
const BY_MEMBER = new Map(COUNTRIES.map((country) => [country.member.toLowerCase(), country]));
const BY_NUMBER = new Map(COUNTRIES.map((country) => [country.number, country]));

export function countryByIso(iso: string): Country | undefined {
	return BY_ISO.get(iso.trim().toUpperCase());
}

/** Names in the languages a Uniconta user may have; only labels are translated, so this is a last resort on reading. */
const BY_TRANSLATION = new Map(
	['en', 'da', 'nb'].flatMap((language) => {
		const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
		return COUNTRIES.flatMap((country): Array<[string, Country]> => {
			const name = names.of(country.iso);
			return name === undefined ? [] : [[name.toLowerCase(), country]];
		});
	}),
);

/**
 * Reads a `Country` as Uniconta answers it: a member name or a number, both are seen (UC27); a translated name
 * is understood too. Undefined for blank, 0 and names that are not in the table.
 */
export function countryFromUniconta(value: unknown): Country | undefined {
	if (typeof value === 'number') return BY_NUMBER.get(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim().toLowerCase();
	if (/^\d+$/.test(text)) return BY_NUMBER.get(Number(text));
	return BY_MEMBER.get(text) ?? BY_TRANSLATION.get(text);
}

/** The member states of the European Union, for the VAT zone (27, since February 2020). */
const EU = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

export function isInEu(iso: string): boolean {
	return EU.has(iso.toUpperCase());
}

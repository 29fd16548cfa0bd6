/**
 * Members and numbers of the server's `CountryCode` (reference appendix A), written down here a second time on
 * purpose: a stand-in that shared the product's table would share its mistakes.
 */
const numbers: Readonly<Record<string, number>> = {
	AscensionIsland: 14, Andorra: 7, UnitedArabEmirates: 227, Afghanistan: 2, AntiguaBarbuda: 10, Anguilla: 9, Albania: 4,
	Armenia: 12, Angola: 8, Antarctica: 1, Argentina: 11, AmericanSamoa: 6, Austria: 16, Australia: 15, Aruba: 13, Aland: 3,
	Azerbaijan: 17, BosniaHerzegovina: 29, Barbados: 21, Bangladesh: 20, Belgium: 23, BurkinaFaso: 34, Bulgaria: 33, Bahrain: 19,
	Burundi: 35, Benin: 25, Bermuda: 26, Brunei: 32, Bolivia: 28, CaribbeanNetherlands: 241, Brazil: 31, Bahamas: 18, Bhutan: 27,
	BouvetIsland: 112, Botswana: 30, Belarus: 22, Belize: 24, Canada: 38, CocosKeelingIslands: 46, CentralAfricaRepublic: 41,
	Congo: 49, Switzerland: 209, Cotedlvoire: 52, CookIslands: 50, Chile: 43, Cameroon: 37, China: 44, Colombia: 47, CostaRica: 51,
	Cuba: 54, CapeVerde: 39, Curaçao: 146, ChristmasIsland: 45, Cyprus: 55, CzechRepublic: 56, Germany: 78, Djibouti: 58,
	Denmark: 57, Dominica: 59, DominicanRepublic: 60, Algeria: 5, Ecuador: 62, Estonia: 67, Egypt: 63, WesternSahara: 219,
	Eritrea: 66, Spain: 202, Ethiopia: 68, Finland: 72, Fiji: 71, FalklandIslands: 69, Micronesia: 137, FaroeIslands: 70, France: 73,
	Gabon: 75, UnitedKingdom: 228, Grenada: 83, Georgia: 77, FrenchGuiana: 183, Guernsey: 86, Ghana: 79, Gibraltar: 80,
	Greenland: 82, Gambia: 76, Guinea: 87, EquatorialGuinea: 65, Greece: 81, SouthGeorgiaIslands: 178, Guatemala: 85, Guam: 84,
	GuineaBissau: 88, Guyana: 89, HongKong: 92, HeardAndMcDonaldIslands: 201, Honduras: 91, Croatia: 53, Haiti: 90, Hungary: 93,
	Indonesia: 96, Ireland: 99, Israel: 101, IsleofMan: 100, India: 95, BritishIndianOceanTerritory: 179, Iraq: 98, Iran: 97,
	Iceland: 94, Italy: 102, Jersey: 105, Jamaica: 103, Jordan: 106, Japan: 104, Kenya: 108, Kyrgyzstan: 114, Cambodia: 36,
	Kiribati: 109, Comoros: 48, SaintKittsAndNevis: 181, KoreaNorth: 110, KoreaSouth: 111, Kuwait: 113, CaymanIslands: 40,
	Kazakhstan: 107, Laos: 115, Lebanon: 117, SaintLucia: 182, Liechtenstein: 121, SriLanka: 203, Liberia: 119, Lesotho: 118,
	Lithuania: 122, Luxembourg: 123, Latvia: 116, Libya: 120, Morocco: 143, Monaco: 139, Moldova: 138, Montenegro: 141,
	Madagascar: 126, MarshallIslands: 132, Macedonia: 125, Mali: 130, Myanmar: 145, Mongolia: 140, Macao: 124,
	NorthernMarianaIslands: 159, Mauritania: 133, Montserrat: 142, Malta: 131, Mauritius: 134, Maldives: 129, Malawi: 127,
	Mexico: 136, Malaysia: 128, Mozambique: 144, Namibia: 147, NewCaledonia: 151, Niger: 154, NorfolkIsland: 157, Nigeria: 155,
	Nicaragua: 153, Netherlands: 150, Norway: 160, Nepal: 149, Nauru: 148, NeutralZone: 158, Niue: 156, NewZealand: 152, Oman: 161,
	Panama: 165, Peru: 168, FrenchPolynesia: 74, PapuaNewGuinea: 166, Philippines: 169, Pakistan: 162, Poland: 171,
	SaintPierreAndMiquelon: 184, PitcaimIslands: 170, PuertoRico: 173, Palestine: 164, Portugal: 172, Palau: 163, Paraguay: 167,
	Qatar: 174, Romania: 175, Serbia: 191, Russia: 176, Rwanda: 177, SaudiArabia: 189, SolomonIslands: 197, Seychelles: 192,
	Sudan: 204, Sweden: 208, Singapore: 194, SaintHelena: 180, Slovenia: 196, Svalbard: 206, Slovakia: 195, SierraLeone: 193,
	SanMarino: 187, Senegal: 190, Somalia: 198, Suriname: 205, SaoTomeAndPrincipe: 188, ElSalvador: 64, Syria: 210, Swaziland: 207,
	TurksAndCaicosIslands: 223, Chad: 42, FrenchSouthernTerritories: 199, Togo: 214, Thailand: 213, Tajikistan: 211, Tokelau: 215,
	Turkmenistan: 222, Tunisia: 220, Tonga: 216, EastTimor: 61, Turkey: 221, TrinidadAndTobago: 218, Tuvalu: 224, Taiwan: 240,
	Tanzania: 212, Ukraine: 226, Uganda: 225, UnitedStates: 229, Uruguay: 230, Uzbekistan: 231, VaticanCity: 233,
	SaintVincentAndGrenadines: 185, Venezuela: 234, VirginIslands: 236, Vietnam: 235, Vanuatu: 232, WallisFutunaIslands: 217,
	Samos: 186, Yemen: 237, Mayotte: 135, SouthAfrica: 200, Zambia: 238, Zimbabwe: 239,
};

const members: ReadonlyMap<number, string> = new Map(Object.entries(numbers).map(([member, number]) => [number, member]));

/** `CountryName` is localised (reference 4); only these are, all assumed. */
const danishNames: Readonly<Record<string, string>> = {
	Denmark: 'Danmark', Germany: 'Tyskland', Norway: 'Norge', Sweden: 'Sverige', UnitedStates: 'USA', UnitedKingdom: 'Storbritannien',
};

export const countryNumber = (member: string): number | undefined => (Object.hasOwn(numbers, member) ? numbers[member] : undefined);

export const countryMember = (number: number): string | undefined => members.get(number);

export function countryName(member: string, language: 'en' | 'da'): string {
	return (language === 'da' ? danishNames[member] : undefined) ?? member.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

import type { MomentSeedRow } from '../standins/moment/store';

/** The tag group whose code is the customer group in Uniconta (M2), and one that has nothing to do with it. */
export const customerGroupTags = { id: 501, name: 'Kundegruppe' } as const;

/** The one on projects whose code is the project category (M6). */
export const projectCategoryTags = { id: 503, name: 'Projektkategori' } as const;

export const tagGroups: readonly MomentSeedRow[] = [
	{ ...customerGroupTags, tagGroupType: 'customer' },
	{ id: 502, name: 'Branche', tagGroupType: 'customer' },
	{ ...projectCategoryTags, tagGroupType: 'project' },
];

export const tag = {
	business: 601,
	public: 602,
	eu: 603,
	abroad: 604,
	noCode: 605,
	noSuchGroup: 606,
	building: 611,
	transport: 612,
	it: 613,
	food: 614,
	consulting: 621,
	development: 622,
	goods: 623,
	newService: 624,
	internal: 625,
} as const;

export const tags: readonly MomentSeedRow[] = [
	{ id: tag.business, name: 'Erhverv', code: 'ERHV', tagGroupId: 501 },
	{ id: tag.public, name: 'Offentlig', code: 'OFF', tagGroupId: 501 },
	{ id: tag.eu, name: 'Udland EU', code: 'EU', tagGroupId: 501 },
	{ id: tag.abroad, name: 'Udland øvrige', code: 'UDL', tagGroupId: 501 },
	{ id: tag.noCode, name: 'Ny kunde', code: null, tagGroupId: 501 },
	{ id: tag.noSuchGroup, name: 'Særaftale', code: 'SAER', tagGroupId: 501 },
	{ id: tag.building, name: 'Byggeri', code: null, tagGroupId: 502 },
	{ id: tag.transport, name: 'Transport', code: null, tagGroupId: 502 },
	{ id: tag.it, name: 'IT & drift', code: null, tagGroupId: 502 },
	{ id: tag.food, name: 'Fødevarer', code: null, tagGroupId: 502 },
	{ id: tag.consulting, name: 'Konsulent', code: 'KONS', tagGroupId: 503 },
	{ id: tag.development, name: 'Udvikling', code: 'UDV', tagGroupId: 503 },
	{ id: tag.goods, name: 'Varer', code: 'VARE', tagGroupId: 503 },
	{ id: tag.newService, name: 'Ny ydelse', code: 'NYKAT', tagGroupId: 503 },
	{ id: tag.internal, name: 'Intern', code: null, tagGroupId: 503 },
];

import type { MomentSeedRow } from '../standins/moment/store';

/** The tag group whose code is the customer group in Uniconta (design M2), and one that has nothing to do with it. */
export const customerGroupTags = { id: 501, name: 'Kundegruppe' } as const;

export const tagGroups: readonly MomentSeedRow[] = [
	{ ...customerGroupTags, tagGroupType: 'customer' },
	{ id: 502, name: 'Branche', tagGroupType: 'customer' },
];

export const tag = {
	business: 601, public: 602, eu: 603, abroad: 604, noCode: 605, noSuchGroup: 606,
	building: 611, transport: 612, it: 613, food: 614,
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
];

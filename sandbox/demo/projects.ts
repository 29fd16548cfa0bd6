import type { MomentSeedRow } from '../standins/moment/store';
import { demoCustomers, type DemoCustomer } from './customers';
import { firstWords } from './names';
import { Random } from './random';
import { tag } from './tags';

/** A project in Moment as the demo data writes it. */
export interface DemoProject extends Record<string, MomentSeedRow[string]> {
	id: number;
	projectNumber: string;
	name: string;
	customerId: number;
	projectState: string;
	startDate: string | null;
	endDate: string | null;
	description: string | null;
	departmentId: number | null;
	managerId: number | null;
	tagIds: number[];
}

export interface ProjectOptions {
	/** Whose projects they are, in turn. */
	customers?: readonly DemoCustomer[];
	/** Makes id and number unique. */
	firstIndex?: number;
}

const FIRST_ID = 70_033_000;
/** The project before the first one. */
export const FIRST_PROJECT_ID = FIRST_ID;
const SENDABLE_CUSTOMERS = 45;
const DEMO_PROJECTS = 60;
const CATEGORIES = [tag.consulting, tag.development, tag.goods] as const;
const KINDS = [
	'Ny hjemmeside',
	'Ombygning',
	'Energirenovering',
	'IT-drift',
	'Rådgivning',
	'Bæredygtighed',
	'Køkkenprojekt',
	'Tilsyn',
	'Årsaftale',
	'Øvelse og kursus',
] as const;

/** The customers of the demo that go through: projects and invoices are theirs. */
export const sendableCustomers = (seed: number): DemoCustomer[] => demoCustomers(seed).slice(0, SENDABLE_CUSTOMERS);

function project(index: number, customer: DemoCustomer, random: Random): DemoProject {
	const month = String(random.integer(1, 12)).padStart(2, '0');
	return {
		id: FIRST_ID + index,
		projectNumber: String(3000 + index),
		name: `${random.pick(KINDS)} ${random.pick(firstWords)} ${index}`,
		customerId: customer.id,
		projectState: 'inProgress',
		startDate: `2025-${month}-${String(random.integer(1, 28)).padStart(2, '0')}`,
		endDate: random.chance(0.4) ? `2027-${month}-01` : null,
		description: random.chance(0.5) ? `Aftalt med ${customer.name}` : null,
		departmentId: random.pick([701, 702]),
		managerId: random.chance(0.8) ? random.pick([801, 802]) : null,
		tagIds: [random.pick(CATEGORIES)],
	};
}

/**
 * Any number of fictional projects in progress, with department and category, that can all be transferred; the same for
 * the same seed.
 */
export function makeProjects(
	count: number,
	seed: number,
	{ customers = sendableCustomers(seed), firstIndex = 1 }: ProjectOptions = {},
): DemoProject[] {
	const random = new Random(seed);
	return Array.from({ length: count }, (_, offset) => {
		const customer = customers[offset % customers.length];
		if (!customer) throw new Error('Projects need a customer');
		return project(firstIndex + offset, customer, random);
	});
}

/** In every ten: six in progress, one on hold, one finished, one offer, one just created (MO13). */
function state(index: number): Partial<DemoProject> {
	switch (index % 10) {
		case 7:
			return { projectState: 'onHold' };
		case 8:
			return { projectState: 'finished', endDate: '2026-06-30' };
		case 9:
			return { projectState: 'offer', tagIds: [tag.internal] };
		case 0:
			return { projectState: 'created', startDate: null, tagIds: [] };
		default:
			return {};
	}
}

/** The project whose category Uniconta lacks at first. */
export const MISSING_CATEGORY_PROJECT = FIRST_ID + 34;

/** By their place among the sixty. Names that break what is not escaped, and a number with leading zeros. */
const special: Readonly<Record<number, Partial<DemoProject>>> = {
	2: { projectNumber: '0000812', name: 'Nulpunktsenergi Ærø' },
	3: { name: 'Blåbærhøst & "Rødgrød" på Åvej' },
	4: { name: "O'Neills tag, etape 2" },
	5: { projectNumber: 'NØR-2026', name: 'Nørreport <øst> – 100% åben' },
	6: { startDate: null, description: 'Første linje\nAnden linje: "æøå" & ÆØÅ' },
	34: { name: 'Ny ydelse til kontoret', tagIds: [tag.newService] },
};

/** 60 projects in all states; each has a department, and a category unless it is an offer or just created. */
export function demoProjects(seed: number): DemoProject[] {
	return makeProjects(DEMO_PROJECTS, seed + 3, { customers: sendableCustomers(seed) }).map((made, offset) => ({
		...made,
		...state(offset + 1),
		...special[offset + 1],
	}));
}

/** The category that an invoice's lines need is there and known to Uniconta. */
export const isBillable = ({ tagIds }: DemoProject): boolean =>
	CATEGORIES.some((category) => tagIds.includes(category));

/** The id of its activity "Timer". */
export const firstActivity = ({ id }: Pick<DemoProject, 'id'>): number => 40_000_000 + (id - FIRST_ID) * 10;

/** What the user sees as activities (MO14), and who leads the project (MO13, MO22). */
export function projectParts(projects: readonly DemoProject[]): {
	projectExtensions: MomentSeedRow[];
	projectMemberships: MomentSeedRow[];
} {
	return {
		projectExtensions: projects.flatMap(({ id, projectState }) =>
			(projectState === 'inProgress' ? ['Timer', 'Materialer'] : ['Timer']).map((name, index) => ({
				id: firstActivity({ id }) + index,
				projectId: id,
				name,
				projectExtensionState: projectState === 'finished' ? 'closed' : 'inProgress',
			})),
		),
		projectMemberships: projects
			.filter(({ managerId }) => managerId !== null)
			.map(({ id, managerId }) => ({
				id: 50_000_000 + (id - FIRST_ID),
				projectId: id,
				userAccountId: managerId,
				projectMembershipRoleName: 'Projektleder',
				projectMembershipState: 'active',
			})),
	};
}

import type { NodeSpec } from './canvas';
import { customersFirst } from './customersFirst';
import { ownNode } from './nodes';
import type { ParentLane } from './parentLane';
import { setting, settingValue, unicontaNode } from './settings';
import { PARENT_WRITE_SECONDS, syncTemplate } from './syncTemplate';

const GO_ON = { onError: 'continueRegularOutput' };

const fetchProjects = (): NodeSpec =>
	ownNode(
		'moment',
		{
			resource: 'project',
			operation: 'get',
			projectId: { __rl: true, mode: 'id', value: '={{ $json.momentId }}' },
			simplify: true,
			options: { timeBudget: 60 },
		},
		GO_ON,
	);

const mapProjects = (known: string): NodeSpec =>
	ownNode('momentUnicontaMapper', {
		resource: 'project',
		operation: 'map',
		group: setting('projects.group'),
		dimension: `={{ Number(${settingValue('company.dimension')}) }}`,
		department: setting('projects.department'),
		options: {
			departmentTagGroup: setting('projects.departmentTagGroup'),
			departmentTagGroupName: setting('projects.departmentTagGroupName'),
			categoryTagGroup: setting('invoices.categoryTagGroup'),
			categoryTagGroupName: setting('invoices.categoryTagGroupName'),
			phases: setting('projects.phases'),
			known,
			knownCompany: setting('company.id'),
		},
	});

const writeProjects = (seconds: number | string, dryRun: boolean | string): NodeSpec =>
	unicontaNode(
		'unicontaProject',
		{ operation: 'upsert', mappingMode: 'fromInput', dryRun, output: 'all', options: { timeBudget: seconds } },
		GO_ON,
	);

/** Projects that invoices need. */
export const projectsFirst: ParentLane = {
	entity: 'project',
	noun: 'Project',
	nouns: 'Projects',
	exported: `${settingValue('projects.export')} === 'on'`,
	fetch: fetchProjects,
	map: mapProjects,
	write: (dryRun) => writeProjects(PARENT_WRITE_SECONDS, dryRun),
};

/** Projects, Moment → Uniconta. */
export const projects = syncTemplate({
	file: 'projects.json',
	title: 'Moment → Uniconta: Projects',
	entity: 'project',
	area: 'projects',
	noun: 'Project',
	nouns: 'Projects',
	webhookPath: 'moment-uniconta-projects',
	numberField: 'projectNumber',
	changedSince: (since, limit) =>
		ownNode('moment', {
			resource: 'project',
			operation: 'getAll',
			returnAll: false,
			limit,
			filters: { changedSince: since },
			simplify: true,
			options: {},
		}),
	all: () =>
		ownNode('moment', {
			resource: 'project',
			operation: 'getAll',
			returnAll: true,
			filters: {},
			simplify: true,
			options: { pageSize: 500 },
		}),
	fetch: fetchProjects,
	parents: [customersFirst],
	map: mapProjects,
	writer: 'Create or Update',
	write: (seconds) => writeProjects(seconds, false),
	waits: false,
	about: [
		'# Projects: Moment → Uniconta',
		'A project created or changed in Moment arrives in Uniconta within seconds, with its customer, phase, dates and department. Its customer goes first when Uniconta lacks it.',
		'',
		'**To start**',
		'1. Choose your Moment credential on *Moment Trigger*, *Changed in Moment*, *All Projects*, *Fetch Projects* and *Fetch Their Customers*, and your Uniconta credential on *Create Their Customers* and *Create or Update*.',
		'2. Go through the set-up form (template "Moment ↔ Uniconta: Set-Up"): page Projects. The log says what is missing.',
		'3. Publish. Then paste the address that *Moment Trigger* shows, with `?token=` and your webhook token, into Moment: Setup > Settings > Integrations > "+ New integration" > projects.',
		'',
		'**To watch:** the Data Table `moment_uniconta_log` says what became of each project and what to do about it; `moment_uniconta_inbox` holds what is not finished.',
		'',
		'**Try without risk:** turn on *Dry Run* in *Create or Update*: the log then says what would be created or changed, and nothing else is touched.',
	].join('\n'),
});

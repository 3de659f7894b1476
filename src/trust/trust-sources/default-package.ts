import { podTemplate } from '../containers';
import { Inventory } from '../inventory';
import { once } from '../once';
import { hasPlaceholder } from '../placeholders';
import { items } from '../values';
import { imageRepository } from '../versions';

/** The packages of public CAs that come with trust-manager (0.25, deploy/charts/trust-manager/values.yaml: the CAs of Debian), from whatever registry. */
const PUBLIC = /(^|\/)(cert-manager-package-debian|trust-pkg-debian-[a-z]+)$/;

/** Whether trust-manager runs with a package of default CAs that somebody made: it may have private CAs. */
export function hasOwnDefaultCas(inventory: Inventory): boolean {
  return once(inventory, ownPackage);
}

function ownPackage(inventory: Inventory): boolean {
  return inventory.all('Deployment').some((deployment) => {
    const spec = podTemplate(deployment)?.spec;
    // An image that is still to be filled in may be it.
    const runs = items(spec?.containers).some(({ image }) => /(^|\/)trust-manager$/.test(imageRepository(image)) || hasPlaceholder(String(image)));
    return runs && !items(spec?.initContainers).some(({ image }) => PUBLIC.test(imageRepository(image)));
  });
}

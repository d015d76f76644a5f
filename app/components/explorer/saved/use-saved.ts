// Saved searches on the screen: the list, and what changes it. Each change shows at once when the server has done it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { savedSearchesOptions } from '#app/lib/saved/queries.ts';
import { createSavedSearch, deleteSavedSearch, updateSavedSearch } from '#app/lib/saved/saved.functions.ts';
import type { SavedSearch, SavedSearchInput } from '#app/lib/saved/schema.ts';

/** What of a screen is saved. */
export type SavedView = Omit<SavedSearchInput, 'name' | 'visibility'>;

type Change =
  | { readonly kind: 'create'; readonly input: SavedSearchInput }
  | { readonly kind: 'update'; readonly id: string; readonly input: Partial<SavedSearchInput> }
  | { readonly kind: 'remove'; readonly id: string };

export interface SavedSearches {
  /** Undefined until they are there. */
  readonly searches: readonly SavedSearch[] | undefined;
  readonly error: UserError | undefined;
  readonly isBusy: boolean;
  /** Resolves when it is done; answers false when it failed, with the reason in `error`. */
  readonly change: (change: Change) => Promise<boolean>;
}

export function useSaved(): SavedSearches {
  const client = useQueryClient();
  const list = useQuery(savedSearchesOptions());
  const mutation = useMutation({
    mutationFn: async (change: Change): Promise<void> => {
      if (change.kind === 'create') await createSavedSearch({ data: change.input });
      else if (change.kind === 'update')
        await updateSavedSearch({ data: { ...change.input, id: change.id } });
      else await deleteSavedSearch({ data: { id: change.id } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: savedSearchesOptions().queryKey }),
  });
  const failure = mutation.error ?? list.error;
  return {
    searches: list.data,
    error: failure ? toUserError(failure) : undefined,
    isBusy: mutation.isPending,
    change: (change) =>
      mutation.mutateAsync(change).then(
        () => true,
        // It is in `mutation.error`.
        () => false,
      ),
  };
}

/** What to send to make a search again that was deleted, or one like it. */
export function inputOf(saved: SavedSearch): SavedSearchInput {
  const { name, visibility } = saved;
  return { name, visibility, ...viewOf(saved) };
}

export function viewOf({ source, language, query, from, to, order, columns }: SavedView): SavedView {
  return { source, language, query, from, to, order, columns: [...columns] };
}

/** Those whose name or query contains the text, ignoring case. */
export function matching(searches: readonly SavedSearch[], text: string): readonly SavedSearch[] {
  const wanted = text.trim().toLowerCase();
  return searches.filter(({ name, query }) => `${name}\n${query}`.toLowerCase().includes(wanted));
}

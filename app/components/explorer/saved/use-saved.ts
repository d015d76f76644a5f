// Saved searches on the screen: the list, and what changes it. Each change shows at once when the server has done it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';
import { savedSearchesOptions } from '#app/lib/saved/queries.ts';
import { createSavedSearch, deleteSavedSearch, updateSavedSearch } from '#app/lib/saved/saved.functions.ts';
import type { SavedSearch, SavedSearchInput } from '#app/lib/saved/schema.ts';
import { sourcesOptions } from '#app/lib/sources/queries.ts';
import type { SourceKind } from '#app/lib/sources/schema.ts';

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

/** Those of this kind of source. */
export function useSaved(kind: SourceKind): SavedSearches {
  const client = useQueryClient();
  const list = useQuery(savedSearchesOptions());
  const searches = useOfKind(kind);
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
    searches,
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

/** The saved searches of one kind of source; those whose source is gone count as logs. Undefined until they are there. */
export function useOfKind(kind: SourceKind): readonly SavedSearch[] | undefined {
  const { data: all } = useQuery(savedSearchesOptions());
  const { data: sources } = useQuery(sourcesOptions());
  return useMemo(
    () =>
      sources &&
      all?.filter(({ source }) => {
        const known = sources.find(({ id, name }) => id === source || name === source);
        return (known?.kind ?? 'log') === kind;
      }),
    [all, sources, kind],
  );
}

/** What to send to make a search again that was deleted, or one like it. */
export function inputOf(saved: SavedSearch): SavedSearchInput {
  const { name, visibility } = saved;
  return { name, visibility, ...viewOf(saved) };
}

function viewOf({ source, language, query, from, to, order, columns, traces }: SavedView): SavedView {
  return { source, language, query, from, to, order, columns: [...columns], ...(traces && { traces }) };
}

/** Those whose name or query contains the text, ignoring case. */
export function matching(searches: readonly SavedSearch[], text: string): readonly SavedSearch[] {
  const wanted = text.trim().toLowerCase();
  return searches.filter(({ name, query }) => `${name}\n${query}`.toLowerCase().includes(wanted));
}

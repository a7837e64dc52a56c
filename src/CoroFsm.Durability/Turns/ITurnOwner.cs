using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Turns;

/// <summary>Receives what became of the turns of a machine, on a thread of the journal.</summary>
internal interface ITurnOwner
{
    JournaledMachine Journaled { get; }

    void OnCommitted(Turn turn);

    void OnFailed(Turn turn, JournalException error);
}

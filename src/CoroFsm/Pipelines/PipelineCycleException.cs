namespace CoroFsm.Pipelines;

/// <summary>The exception that is thrown when stages of a pipeline form a cycle, in which an item would circulate forever.</summary>
public sealed class PipelineCycleException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="PipelineCycleException"/> class.</summary>
    public PipelineCycleException()
        : base("The stages form a cycle.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="PipelineCycleException"/> class.</summary>
    /// <param name="message">The stages in their order, and the fix.</param>
    public PipelineCycleException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="PipelineCycleException"/> class.</summary>
    /// <param name="message">The stages in their order, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public PipelineCycleException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

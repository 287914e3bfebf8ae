using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Failures;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>Calls SQS about dead-letter queues as the operator, and puts every failure into a sentence.</summary>
internal sealed class DeadLetterQueues(IAmazonSQS sqs, QueueUrls urls, PipelineTopology topology) : IDisposable
{
    /// <summary>Name of the dead-letter queue.</summary>
    public string Name(Domain domain) => topology.Names.DeadLetterQueue(domain.Name);

    /// <summary>URL of the dead-letter queue.</summary>
    public string Url(Domain domain) => urls.DeadLetterQueue(domain);

    /// <summary>URL of the queue that letters are redriven to.</summary>
    public string LoadQueueUrl(Domain domain) => urls.Queue(domain);

    /// <summary>ARN of the dead-letter queue.</summary>
    public string Arn(Domain domain) => ArnOf(topology.Names.DeadLetterQueue(domain.Name));

    /// <summary>ARN of the queue that letters are redriven to.</summary>
    public string LoadQueueArn(Domain domain) => ArnOf(topology.Names.Queue(domain.Name));

    /// <summary>Makes a call.</summary>
    /// <param name="domain">Whose queues it is about.</param>
    /// <param name="permission">The action that it takes.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="DeadLetterRefusedException">This user may not.</exception>
    /// <exception cref="AwsException">SQS does not answer, or answers something that is no use.</exception>
    public async Task<T> CallAsync<T>(Domain domain, string permission, Func<IAmazonSQS, Task<T>> call)
    {
        try
        {
            return await call(sqs);
        }
        catch (Exception e) when (e is CredentialsException or ConfigurationException)
        {
            throw new DeadLetterRefusedException(new DeadLetterRefusal(domain.Name, "", $"There are no AWS credentials to look into {Name(domain)} with: {e.Message.TrimEnd('.')}."));
        }
        catch (AmazonServiceException e) when (IsRefusal(e))
        {
            throw new DeadLetterRefusedException(Refusal(domain, permission, e));
        }
        catch (AmazonServiceException e) when (e.StatusCode != 0)
        {
            throw new AwsException($"SQS refused ({permission} on {Name(domain)}): {AwsMessage.Describe(e).TrimEnd('.')}", e);
        }
        catch (Exception e) when (e is HttpRequestException or AmazonServiceException or AmazonClientException or IOException)
        {
            throw new AwsException($"SQS cannot be reached: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => sqs.Dispose();

    private static bool IsRefusal(AmazonServiceException exception) =>
        exception is not QueueDoesNotExistException && FailureClassifier.Classify(exception).Kind == ErrorKind.Permission;

    private DeadLetterRefusal Refusal(Domain domain, string permission, AmazonServiceException exception) =>
        CredentialRefusal.Is(exception)
            ? new(domain.Name, "", $"AWS does not accept the credentials that {Name(domain)} is looked into with ({exception.ErrorCode}): renew them.")
            : new(
                domain.Name,
                permission,
                $"SQS does not allow {permission} on {Name(domain)}. The agent's own role has no access to dead letters, by design: "
                + $"use a profile with the operators' policy {topology.Names.OperatorPolicy} (SLUICE__AWS__PROFILE for commands, console.awsProfile for the console).");

    private string ArnOf(string queueName)
    {
        var partition = topology.Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";
        return $"arn:{partition}:sqs:{topology.Region}:{topology.Account}:{queueName}";
    }
}
